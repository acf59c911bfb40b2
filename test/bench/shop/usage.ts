import type Docker from 'dockerode';

/** What the containers of one environment use. */
export interface Usage {
  /** Resident, by Go service, of its own process. */
  readonly residentMb: Readonly<Record<string, number>>;
  /** Resident, by service, of the runner beside it. */
  readonly runnerMb: Readonly<Record<string, number>>;
  /** Processor time of all containers since they started. */
  readonly cpuMs: number;
}

/** Asks the engine, whose `ps` reads /proc where the processes are, be that in a virtual machine. */
export async function usageOf(docker: Docker, environment: string): Promise<Usage> {
  const label = [`com.docker.compose.project=sim-${environment}`];
  const residentMb: Record<string, number> = {};
  const runnerMb: Record<string, number> = {};
  let cpuMs = 0;
  for (const { Id, Labels } of await docker.listContainers({ filters: { label } })) {
    const service = Labels['com.docker.compose.service'] ?? Id;
    const container = docker.getContainer(Id);
    const [{ Processes }, stats] = await Promise.all([
      container.top({ ps_args: '-eo pid,rss,comm' }),
      container.stats({ stream: false, 'one-shot': true }),
    ]);
    // `ps` was asked for these columns; the engine insists on the first.
    const processes = Processes as readonly (readonly [pid: string, kilobytes: string, program: string])[];
    const runner = processes.find(([, , program]) => program === 'runner');
    if (runner !== undefined) {
      runnerMb[service] = megabytes([runner]);
      residentMb[service] = megabytes(processes.filter((one) => one !== runner));
    }
    cpuMs += stats.cpu_stats.cpu_usage.total_usage / 1e6;
  }
  return { residentMb, runnerMb, cpuMs };
}

function megabytes(
  processes: readonly (readonly [pid: string, kilobytes: string, program: string])[],
): number {
  return Math.round(processes.reduce((sum, [, kilobytes]) => sum + Number(kilobytes), 0) / 1024);
}
