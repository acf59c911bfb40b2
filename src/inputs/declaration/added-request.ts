import { resolve } from 'node:path';
import type { UpRequest } from '../../contract/requests.js';
import { standardInput } from '../../environment/problem.js';

/** What an `up` asks for in an environment that an earlier one has asked for: it adds stacks, or services of the same files. */
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

/** Whether both name the same files in the same order, whatever is in them. */
export function areSameFiles(one: UpRequest, other: UpRequest): boolean {
  return pathsOf(one).join('\n') === pathsOf(other).join('\n');
}

/** The files that an `up` names, absolute, and `-`. */
export function pathsOf({ files, cwd }: Pick<UpRequest, 'files' | 'cwd'>): readonly string[] {
  return (files?.paths ?? []).map((path) => (path === standardInput ? path : resolve(cwd, path)));
}
