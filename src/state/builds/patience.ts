import type { ServiceBuilds } from './builds.js';

/** For so many milliseconds every change begins the build anew with the newest source. */
const patienceMs = 5000;

/** Whether changes come faster than builds, so that no build would ever end: then a build is let go on, and the next takes the newer changes. */
export function starves({ cancellingSince }: ServiceBuilds, at: number): boolean {
  return cancellingSince !== undefined && at - cancellingSince > patienceMs;
}

/** So long after the last save a tree is at rest. */
export const restMs = 1500;
