import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { readLines } from '../../../src/adapters/docker/lines.ts';
import type { EngineEvent } from './seen.ts';

/** What the engine tells of the containers of a Compose project, from now on; ends when disposed. */
export async function watchEvents(
  docker: Docker,
  project: string,
): Promise<AsyncDisposable & { readonly events: readonly EngineEvent[] }> {
  const filters = {
    event: ['start', 'die', 'health_status'],
    label: [`com.docker.compose.project=${project}`],
  };
  // dockerode types the body as the less that a web stream has; it is Node's own response.
  const stream = (await docker.getEvents({ filters })) as Readable;
  const events: EngineEvent[] = [];
  const read = async () => {
    for await (const line of readLines(stream)) {
      const event = eventOf(line);
      if (event !== undefined) events.push(event);
    }
  };
  // It ends with an error when it is closed from here.
  const reading = read().catch(() => undefined);
  return {
    events,
    [Symbol.asyncDispose]: async () => {
      stream.destroy();
      await reading;
    },
  };
}

function eventOf(line: string): EngineEvent | undefined {
  const told: {
    readonly Action: string;
    readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
    readonly timeNano: number;
  } = JSON.parse(line);
  const actions = { start: 'start', die: 'die', 'health_status: healthy': 'healthy' } as const;
  const action = Object.entries(actions).find(([name]) => name === told.Action)?.[1];
  if (action === undefined) return undefined;
  const { exitCode } = told.Actor.Attributes;
  return {
    ...{ container: told.Actor.ID, action, at: told.timeNano / 1e6 },
    code: exitCode === undefined ? undefined : Number(exitCode),
  };
}
