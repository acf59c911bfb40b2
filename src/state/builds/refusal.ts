import type { EventOf } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { instanceName } from '../instances/instance.js';
import type { BuildError } from './build-error.js';
import type { Build, ServiceBuilds } from './builds.js';
import { isGivenUp } from './in-all.js';
import { swapTo } from './instance-changes.js';
import { startError } from './start-error.js';

type Report = EventOf<'runner.reported'>;

/** Its runner has nothing better either, and others answer with that build. */
export function isOnlyIts({ goBackTo, instances }: ServiceBuilds, { build, previous }: Report): boolean {
  return (goBackTo ?? previous) === undefined && instances.some(({ live }) => live === build);
}

/** Of several that refuse the same build the first says why. */
export function refused(build: Build, outcome: Build['outcome'], error: () => Told): Build {
  const { error: told, isOfOne } = error();
  const isKnown = build.outcome === 'rejected' || build.outcome === 'rolled-back';
  return isOfOne && isKnown ? build : { ...build, outcome, errors: [told] };
}

export interface Told {
  readonly error: BuildError;
  /** Of one of several. */
  readonly isOfOne: boolean;
}

/** Why a build did not stay, in words that name the container where there are several. */
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
 * `current` names the build that answered before, or else the bad one would be tried again by the next start, and every container goes back
 * to it. A report that an earlier controller has heard is dealt with, and newer builds may have come since.
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

/** It read `current` a moment before that was replaced, and nobody has told it since. */
export function strayed(
  one: ServiceBuilds,
  { build, at, index }: Report,
  { startedAt }: Snapshot,
): ServiceBuilds {
  const { current, swapWanted, instances } = one;
  // It was told meanwhile.
  if (instances.some((known) => known.index === index && known.told === current)) return one;
  if (current === undefined || build === current || swapWanted !== undefined || at < startedAt) return one;
  return isGivenUp(one, current) ? one : { ...one, swapWanted: current };
}
