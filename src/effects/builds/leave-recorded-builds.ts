import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyRecordedBuild } from '../../adapters/go/replay/replay.js';
import { storeFolder } from './build-store.js';

/** The folder in which an environment keeps the recorded builds of its services. */
export function recordedFolder(stateDir: string): string {
  return join(stateDir, 'plans');
}

/** The folder in which the newest recorded build of a service waits for the next environment of the checkout. */
function sharedRecordedBuild(stateDir: string, service: string): string {
  return join(storeFolder(dirname(stateDir)), '.plans', service);
}

/** Leaves the recorded builds of an environment to the next one, before its folder is removed. What can't be copied costs one slower build. */
export async function leaveRecordedBuilds(stateDir: string): Promise<void> {
  const services = await readdir(recordedFolder(stateDir)).catch(() => []);
  await Promise.all(
    services.map((service) =>
      copyRecordedBuild(
        join(recordedFolder(stateDir), service),
        sharedRecordedBuild(stateDir, service),
      ).catch(() => undefined),
    ),
  );
}

/** Takes over the recorded build that another environment has left. One that does not fit is refused later, when it is to be replayed. */
export async function takeRecordedBuild(stateDir: string, service: string): Promise<void> {
  await copyRecordedBuild(
    sharedRecordedBuild(stateDir, service),
    join(recordedFolder(stateDir), service),
  ).catch(() => undefined);
}
