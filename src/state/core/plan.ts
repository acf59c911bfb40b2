import { buildsAgainAt, planBuilds } from '../builds/plan.js';
import { planChecks } from '../checks/plan.js';
import { planComposeWatch } from '../compose-watch/plan.js';
import { planImages } from '../images/plan.js';
import { endsAgainAt, planServices } from '../services/plan.js';
import { planDown } from '../services/plan-down.js';
import { earliest } from './earliest.js';
import type { Effect } from './effect.js';
import type { Snapshot } from './snapshot.js';

/** The effects to start now: those that may run, are not in flight and have not just failed. */
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

/** When to plan again though nothing has happened, in milliseconds since the epoch; `undefined`: only after the next event. */
export function againAt(snapshot: Snapshot): number | undefined {
  return earliest([buildsAgainAt(snapshot), endsAgainAt(snapshot)]);
}
