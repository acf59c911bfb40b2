import { type ContainerObservation, runOf } from '../instances/container.js';
import type { ServiceBuilds } from './builds.js';
import { type InstanceBuild, newInstanceBuild } from './instance-build.js';

/** The service with one container changed; the same object where nothing changes, or there is no such container. */
export function updateInstance(
  one: ServiceBuilds,
  index: number,
  step: (instance: InstanceBuild) => InstanceBuild,
): ServiceBuilds {
  const before = one.instances.find((instance) => instance.index === index);
  const after = before === undefined ? undefined : step(before);
  if (after === undefined || after === before) return one;
  return { ...one, instances: one.instances.map((instance) => (instance === before ? after : instance)) };
}

/** The service after a container was seen to run. Reports of an earlier run no longer count; an engine that restarts it tells no end in between. */
export function runs(one: ServiceBuilds, container: ContainerObservation): ServiceBuilds {
  const { index } = container;
  const run = runOf(container);
  const before = one.instances.find((instance) => instance.index === index);
  if (before?.run === run) return one;
  const others = one.instances.filter((instance) => instance !== before);
  const instances = [...others, newInstanceBuild(index, run)].sort((a, b) => a.index - b.index);
  return { ...one, instances };
}

/** The service without containers that have ended or are gone. */
export function endedOf(one: ServiceBuilds, isIt: (instance: InstanceBuild) => boolean): ServiceBuilds {
  return one.instances.some(isIt)
    ? { ...one, instances: one.instances.filter((instance) => !isIt(instance)) }
    : one;
}

/** The service whose containers all have to be told that this build is to answer, also those in which it does. */
export function swapTo(one: ServiceBuilds, build: number | undefined): ServiceBuilds {
  const instances = one.instances.map((instance) =>
    instance.told === undefined ? instance : { ...instance, told: undefined },
  );
  return { ...one, swapWanted: build, instances };
}

/** The service without a wish to swap, once all containers that run were told. */
export function toldAll(one: ServiceBuilds): ServiceBuilds {
  const { swapWanted, instances } = one;
  if (swapWanted === undefined || instances.some(({ told }) => told !== swapWanted)) return one;
  return { ...one, swapWanted: undefined };
}
