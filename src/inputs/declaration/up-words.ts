import { resolve } from 'node:path';
import type { UpRequest } from '../../contract/requests.js';
import { defaultStacks, sampleWord } from '../../environment/environment.js';
import { standardInput } from '../../environment/problem.js';

/** The arguments of `up` that make the same request in any folder: all paths are absolute. */
export function upWords(request: UpRequest): readonly string[] {
  const { files, stacks, envFiles = [], profiles, scale = {}, cwd, images, watch } = request;
  const path = (file: string) => (file === standardInput ? file : resolve(cwd, file));
  const named = files?.services ?? (stacks.join() === defaultStacks.join() ? [] : stacks);
  return [
    ...(files === undefined ? [sampleWord] : []),
    ...(files?.paths ?? []).flatMap((file) => ['-f', path(file)]),
    ...envFiles.flatMap((file) => ['--env-file', path(file)]),
    ...profiles.flatMap((profile) => ['--profile', profile]),
    ...Object.entries(scale).flatMap(([service, n]) => ['--scale', `${service}=${n}`]),
    ...(images === 'auto' ? [] : ['--images', images]),
    ...(watch ? [] : ['--no-watch']),
    ...named,
  ];
}
