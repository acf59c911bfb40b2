import { type ContainerObservation, runOf } from '../instances/container.js';
import type { ServiceBuilds } from './builds.js';
import { type InstanceBuild, newInstanceBuild } from './instance-build.js';

/** The same service where the step changes nothing, or there is no such container. */
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

/** A container runs: what an earlier run of it said counts no more. An engine that restarts it tells no end in between. */
export function runs(one: ServiceBuilds, container: ContainerObservation): ServiceBuilds {
  const { index } = container;
  const run = runOf(container);
  const before = one.instances.find((instance) => instance.index === index);
  if (before?.run === run) return one;
  const others = one.instances.filter((instance) => instance !== before);
  const instances = [...others, newInstanceBuild(index, run)].sort((a, b) => a.index - b.index);
  return { ...one, instances };
}

/** It runs no more, or is gone: it counts for nothing. */
export function endedOf(one: ServiceBuilds, isIt: (instance: InstanceBuild) => boolean): ServiceBuilds {
  return one.instances.some(isIt)
    ? { ...one, instances: one.instances.filter((instance) => !isIt(instance)) }
    : one;
}

/** Every container is to be told that this build is the one to answer, also where it does. */
export function swapTo(one: ServiceBuilds, build: number | undefined): ServiceBuilds {
  const instances = one.instances.map((instance) =>
    instance.told === undefined ? instance : { ...instance, told: undefined },
  );
  return { ...one, swapWanted: build, instances };
}

/** Once all that run were told, nothing is left to tell. */
export function toldAll(one: ServiceBuilds): ServiceBuilds {
  const { swapWanted, instances } = one;
  if (swapWanted === undefined || instances.some(({ told }) => told !== swapWanted)) return one;
  return { ...one, swapWanted: undefined };
}
