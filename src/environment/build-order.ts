import type { ComposeProject } from './compose-project.js';
import { imageKey } from './image-name.js';

/** What one service's Dockerfile makes and stands on. */
export interface ImageBuild {
  readonly service: string;
  /** Every name that the image gets, the first of which containers are made from. */
  readonly names: readonly string[];
  /** References of the images that it stands on. */
  readonly needs: readonly string[];
}

/** Which service's Dockerfile makes which image, and which of these builds have to come first. */
export interface BuildOrder {
  /** The service whose Dockerfile makes an image; `undefined`: none here does. */
  readonly builderOf: (reference: string) => string | undefined;
  /** The services whose builds have to come first. */
  readonly before: (service: string) => readonly string[];
  /** Services of which each stands on the next and the last on the first, beginning with this one; `undefined`: none. */
  readonly ringOf: (service: string) => readonly string[] | undefined;
}

/** The name that Compose gives to what a service builds, and the further ones that the user gives. */
export function builtNames({ name, services }: ComposeProject, service: string): readonly string[] {
  const declared = services[service];
  return [declared?.image ?? `${name}-${service}`, ...(declared?.build?.tags ?? [])];
}

/**
 * The service that builds for this one: the first of those that declare the very same build under the same name, so that three services
 * on one Dockerfile are built once.
 */
export function builderFor(project: ComposeProject, service: string): string {
  const described = (name: string) => {
    const { image, build, platform } = project.services[name] ?? {};
    return image === undefined ? name : JSON.stringify([image, platform, build]);
  };
  const wanted = described(service);
  return Object.keys(project.services).find((name) => described(name) === wanted) ?? service;
}

/** Brings builds into an order. Of two that make an image of one name the first counts. */
export function buildOrder(builds: readonly ImageBuild[]): BuildOrder {
  const builders = new Map<string, string>();
  for (const { service, names } of builds) {
    for (const name of names) {
      const key = imageKey(name);
      if (!builders.has(key)) builders.set(key, service);
    }
  }
  const builderOf = (reference: string) => builders.get(imageKey(reference));
  const before = (service: string) => {
    const needs = builds.find((build) => build.service === service)?.needs ?? [];
    const first = needs.flatMap((reference) => builderOf(reference) ?? []);
    // A Dockerfile that begins from its own image stands on the one of before.
    return [...new Set(first)].filter((other) => other !== service);
  };
  const ringOf = (service: string): readonly string[] | undefined => {
    const seen = new Set<string>();
    const wayBack = (from: string): readonly string[] | undefined => {
      for (const next of before(from)) {
        if (next === service) return [from];
        if (seen.has(next)) continue;
        seen.add(next);
        const rest = wayBack(next);
        if (rest !== undefined) return [from, ...rest];
      }
      return undefined;
    };
    return wayBack(service);
  };
  return { builderOf, before, ringOf };
}
