import { buildsAgainAt, planBuilds } from '../builds/plan.js';
import { planChecks } from '../checks/plan.js';
import { planComposeWatch } from '../compose-watch/plan.js';
import { planImages } from '../images/plan.js';
import { endsAgainAt, planServices } from '../services/plan.js';
import { planDown } from '../services/plan-down.js';
import { earliest } from './earliest.js';
import type { Effect } from './effect.js';
import type { Snapshot } from './snapshot.js';

/** What to do next: everything that may run now, is not running already and has not just failed. */
export function plan(snapshot: Snapshot): readonly Effect[] {
  return [
    ...planDown(snapshot),
    ...planImages(snapshot),
    ...planBuilds(snapshot),
    ...planServices(snapshot),
    ...planChecks(snapshot),
    ...planComposeWatch(snapshot),
  ].filter(({ key }) => snapshot.inFlight[key] === undefined && snapshot.failedEffects[key] === undefined);
}

/** When the plan wants to be asked again though nothing has happened (milliseconds since the epoch); `undefined`: only when something does. */
export function againAt(snapshot: Snapshot): number | undefined {
  return earliest([buildsAgainAt(snapshot), endsAgainAt(snapshot)]);
}
