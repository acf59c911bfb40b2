import type { ServiceBuilds } from './builds.js';

/** So long the newest source is worth beginning a build anew for each time. */
const patienceMs = 5000;

/** Changes come faster than builds and would keep any from being seen: then builds may end, and the next takes what came meanwhile. */
export function starves({ cancellingSince }: ServiceBuilds, at: number): boolean {
  return cancellingSince !== undefined && at - cancellingSince > patienceMs;
}

/** So long after the last save a tree is at rest. */
export const restMs = 1500;
