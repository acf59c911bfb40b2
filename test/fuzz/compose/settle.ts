import { setTimeout as wait } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { ContainerInspectInfo } from 'dockerode';

const lookMs = 250;
/** Longer than anything that a made-up project does by itself. */
const patienceMs = 9000;

/** So many looks in a row have to see the same: what somebody else does to a container shows between two of them. */
const looksAlike = 4;

/** Waits until the containers of a project do nothing new: what ends has ended, what becomes healthy is. */
export async function settle(docker: Docker, project: string, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + patienceMs;
  let before = '';
  for (let alike = 1; alike < looksAlike && performance.now() < deadline; ) {
    const containers = await inspectAll(docker, project);
    const now = containers
      .map(
        ({ Id, State, RestartCount }) =>
          `${Id} ${State.Status} ${RestartCount > 0 ? 'again' : State.StartedAt}`,
      )
      .toSorted()
      .join();
    alike = now === before && containers.every(isQuiet) ? alike + 1 : 1;
    before = now;
    await wait(lookMs, undefined, { signal });
  }
}

/** Nothing that it does by itself is still to come. */
export function isQuiet({ State, RestartCount, HostConfig, Config, Args }: ContainerInspectInfo): boolean {
  if (State.Status !== 'running' && State.Status !== 'restarting') return true;
  // One that has a number of tries will use them up, another one goes on for ever.
  if ((HostConfig.RestartPolicy?.MaximumRetryCount ?? 0) > 0 && RestartCount > 0) return false;
  if (RestartCount > 0) return true;
  const ends = Args.includes('once') || Args.includes('dance') || Config.Cmd?.includes('once') === true;
  return State.Status === 'running' && !ends && State.Health?.Status !== 'starting';
}

/** Every container of a Compose project; what goes away meanwhile is left out. */
export async function inspectAll(docker: Docker, project: string): Promise<readonly ContainerInspectInfo[]> {
  const filters = { label: [`com.docker.compose.project=${project}`] };
  const listed = await docker.listContainers({ all: true, filters });
  const found = await Promise.all(
    listed.map(({ Id }) =>
      docker
        .getContainer(Id)
        .inspect()
        .catch((error: unknown) => {
          if (isGone(error)) return undefined;
          throw error;
        }),
    ),
  );
  return found.filter((info) => info !== undefined);
}

export function isGone(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 404;
}
