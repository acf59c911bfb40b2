import type { EventOf } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { runOf } from '../instances/container.js';
import type { InstanceState } from '../instances/instance.js';
import type { ServiceBuilds } from './builds.js';
import { type InstanceBuild, newInstanceBuild } from './instance-build.js';
import { runs, updateInstance } from './instance-changes.js';

type Report = EventOf<'runner.reported'>;

/** The builds of a service after it was found that a runner's reports can't be read, so that none is waited for. */
export function unheardBecause(
  one: ServiceBuilds,
  event: EventOf<'runner.unheard'>,
  snapshot: Snapshot,
): ServiceBuilds {
  const instance = reporting(one, event, snapshot);
  if (instance === 'gone') return one;
  const index = instance?.index ?? event.index ?? 1;
  return updateInstance(withReporting(one, index, instance), index, (known) => ({
    ...known,
    ...{ unheard: event.detail, taking: undefined },
  }));
}

/** The container that a report is about; `undefined` where none was seen yet. */
export function reporting(
  { service }: ServiceBuilds,
  { index }: Pick<Report, 'index'>,
  { services }: Snapshot,
): InstanceState | 'gone' | undefined {
  const instances = services[service]?.instances ?? [];
  if (index === undefined) return instances[0];
  return instances.find((instance) => instance.index === index) ?? 'gone';
}

/** The service with the report noted in its container, where that runs or may run. */
export function withReporting(
  one: ServiceBuilds,
  index: number,
  instance: InstanceState | undefined,
): ServiceBuilds {
  if (one.instances.some((known) => known.index === index)) return one;
  if (instance !== undefined)
    return instance.container.status === 'running' ? runs(one, instance.container) : one;
  return { ...one, instances: [...one.instances, newInstanceBuild(index, '')] };
}

/** What is known of the builds in one container after a report of its runner; `instance`: what else is known of the container. */
export function instanceAfter(
  known: InstanceBuild,
  { state, build, detail, at }: Report,
  instance: InstanceState | undefined,
  { swapWanted, current }: ServiceBuilds,
): InstanceBuild {
  const isOf = instance === undefined || known.run === runOf(instance.container);
  const keepsLate = state === 'unready' || state === 'draining';
  const heard = {
    ...known,
    ...{ heard: isOf, unheard: undefined, late: keepsLate ? known.late : undefined },
  };
  const taking = build === undefined || build === known.taking ? undefined : known.taking;
  switch (state) {
    case 'live':
    // `build` is the one that answers again.
    case 'rolled-back': {
      // The runner may have read a newer `current` by itself.
      const isDone = state === 'rolled-back' || build === current;
      const answered = { ...heard, taking: isDone ? undefined : taking };
      if (build === undefined) return answered;
      const liveSince = known.live === build ? known.liveSince : at;
      return { ...answered, live: build, liveSince, told: build === swapWanted ? build : known.told };
    }
    case 'late':
      return { ...heard, late: detail ?? 'no answer', taking };
    case 'failed':
      return { ...heard, taking };
    case 'exited':
      return build === known.live
        ? { ...heard, live: undefined, liveSince: undefined }
        : { ...heard, taking };
    default:
      return heard;
  }
}
