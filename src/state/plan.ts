import type { Effect } from './effect.js';
import { planBuilds } from './plan-builds.js';
import { planChecks } from './plan-checks.js';
import { planDown } from './plan-down.js';
import { planImages } from './plan-images.js';
import { planServices } from './plan-services.js';
import type { Snapshot } from './snapshot.js';

/** What to do next: everything that may run now, is not running already and has not just failed. */
export function plan(snapshot: Snapshot): readonly Effect[] {
  return [
    ...planDown(snapshot),
    ...planImages(snapshot),
    ...planBuilds(snapshot),
    ...planServices(snapshot),
    ...planChecks(snapshot),
  ].filter(({ key }) => snapshot.inFlight[key] === undefined && snapshot.failedEffects[key] === undefined);
}
