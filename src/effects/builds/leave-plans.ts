import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyPlan } from '../../adapters/go/replay/replay.js';
import { storeFolder } from './build-store.js';

/** Where an environment keeps how its services were compiled last. */
export function plansFolder(stateDir: string): string {
  return join(stateDir, 'plans');
}

/** Where the newest plan of each service waits for the next environment of the checkout, beside its builds. */
function sharedPlan(stateDir: string, service: string): string {
  return join(storeFolder(dirname(stateDir)), '.plans', service);
}

/** Leaves what an environment knows of compiling to the next one, before its folder goes. What can't be left costs one slower build. */
export async function leavePlans(stateDir: string): Promise<void> {
  const services = await readdir(plansFolder(stateDir)).catch(() => []);
  await Promise.all(
    services.map((service) =>
      copyPlan(join(plansFolder(stateDir), service), sharedPlan(stateDir, service)).catch(() => undefined),
    ),
  );
}

/** Takes over what another environment has left; a plan that doesn't fit is not used. */
export async function takePlan(stateDir: string, service: string): Promise<void> {
  await copyPlan(sharedPlan(stateDir, service), join(plansFolder(stateDir), service)).catch(() => undefined);
}
