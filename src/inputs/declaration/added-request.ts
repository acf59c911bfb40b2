import { resolve } from 'node:path';
import type { UpRequest } from '../../contract/requests.js';
import type { Environment } from '../../environment/environment.js';
import { standardInput } from '../../environment/problem.js';

/** The request of an `up`, with what earlier `up`s of the same environment have asked for: stacks, or services of the same files. */
export function addedRequest(earlier: UpRequest | undefined, request: UpRequest): UpRequest {
  if (earlier === undefined) return request;
  const { files } = request;
  if (files === undefined) {
    const before = earlier.files === undefined ? earlier.stacks : [];
    return { ...request, stacks: [...new Set([...before, ...request.stacks])] };
  }
  if (earlier.files === undefined || !areSameFiles(earlier, request)) return request;
  const all = earlier.files.services.length === 0 || files.services.length === 0;
  const services = all ? [] : [...new Set([...earlier.files.services, ...files.services])];
  return { ...request, files: { ...files, services } };
}

/**
 * Service -> its number of containers, for services that this `up` does not concern and that are not as many as declared. As with Compose,
 * an `up` of some services (or stacks) concerns them and what they depend on, and leaves the others as they are.
 */
export function scalesLeft(
  scales: Readonly<Record<string, number>>,
  earlier: UpRequest | undefined,
  request: UpRequest,
  services: Environment['services'],
): Readonly<Record<string, number>> {
  if (earlier === undefined || !areSameFiles(earlier, request)) return {};
  const { files, stacks } = request;
  const isNamed = ({ name, stack }: { readonly name: string; readonly stack: string }) =>
    files === undefined
      ? stacks.includes(stack)
      : files.services.length === 0 || files.services.includes(name);
  const concerned = new Set(
    Object.values(services)
      .filter(isNamed)
      .map(({ name }) => name),
  );
  // The loop also visits what is added to the set meanwhile.
  for (const name of concerned) {
    for (const { service } of services[name]?.dependsOn ?? []) concerned.add(service);
  }
  return Object.fromEntries(
    Object.entries(scales).filter(([name]) => name in services && !concerned.has(name)),
  );
}

/** Whether both name the same files in the same order, whatever is in them. */
export function areSameFiles(one: UpRequest, other: UpRequest): boolean {
  return pathsOf(one).join('\n') === pathsOf(other).join('\n');
}

/** The files that an `up` names, absolute, and `-`. */
export function pathsOf({ files, cwd }: Pick<UpRequest, 'files' | 'cwd'>): readonly string[] {
  return (files?.paths ?? []).map((path) => (path === standardInput ? path : resolve(cwd, path)));
}
