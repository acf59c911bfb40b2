import type { EventOf } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { instanceName } from '../instances/instance-name.js';
import type { BuildError } from './build-error.js';
import type { Build, ServiceBuilds } from './builds.js';
import { isGivenUp } from './in-all.js';
import { swapTo } from './instance-changes.js';
import { startError } from './start-error.js';

type Report = EventOf<'runner.reported'>;

/** Whether a failure is one container's trouble: its runner has no better build, and other containers answer with this one. */
export function isOnlyIts({ goBackTo, instances }: ServiceBuilds, { build, previous }: Report): boolean {
  return (goBackTo ?? previous) === undefined && instances.some(({ live }) => live === build);
}

/** The build after a container has refused it; the error of the first of several stays. */
export function refused(build: Build, outcome: Build['outcome'], error: () => Told): Build {
  const { error: told, isOfOne } = error();
  const isKnown = build.outcome === 'rejected' || build.outcome === 'rolled-back';
  return isOfOne && isKnown ? build : { ...build, outcome, errors: [told] };
}

export interface Told {
  readonly error: BuildError;
  /** Whether it comes from one of several containers. */
  readonly isOfOne: boolean;
}

/** The error of a build that was refused; its message names the container where there are several. */
export function errorOf(
  { service, source }: ServiceBuilds,
  event: Report & { readonly index: number },
  { environment }: Snapshot,
  isOfOne: boolean,
): Told {
  const error = startError(event, source?.folders ?? [], environment?.root);
  const named = { ...error, message: `${instanceName(service, event.index)}: ${error.message}` };
  return { error: isOfOne ? named : error, isOfOne };
}

/**
 * The service after a build was given up: `current` names the build that answered before, so that no later start tries the bad one, and
 * every container goes back to it. A report from before this controller began was dealt with by the one before.
 */
export function goneBack(
  one: ServiceBuilds,
  { build, at }: Pick<Report, 'build' | 'at'>,
  to: number | undefined,
  snapshot: Snapshot,
): ServiceBuilds {
  if (to === undefined || build === undefined || one.current !== build || at < snapshot.startedAt) return one;
  const pinned = one.pinned === undefined ? undefined : to;
  return swapTo({ ...one, current: to, goBackTo: undefined, pinned, putBack: true }, to);
}

/** The service after a container has taken over an old build: it had read `current` a moment before that was replaced, so it is told again. */
export function strayed(
  one: ServiceBuilds,
  { build, at, index }: Report,
  { startedAt }: Snapshot,
): ServiceBuilds {
  const { current, swapWanted, instances } = one;
  // The container was told meanwhile.
  if (instances.some((known) => known.index === index && known.told === current)) return one;
  if (current === undefined || build === current || swapWanted !== undefined || at < startedAt) return one;
  return isGivenUp(one, current) ? one : { ...one, swapWanted: current };
}
