import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { isDirectory, isFile } from '../../adapters/path-kind.js';
import { filesByVariable } from '../../environment/compose-variables.js';
import { standardInput } from '../../environment/problem.js';
import type { Part } from '../../environment/root-file.js';
import { SimError } from '../../errors.js';
import { composeNames } from './stacks.js';

/** The names of files that Compose lays over a folder's own, in its order. */
const overrideNames = [
  ...['compose.override.yml', 'compose.override.yaml'],
  ...['docker-compose.override.yml', 'docker-compose.override.yaml'],
];

interface Reading {
  /** A folder's `.env` may name its Compose files. */
  readonly readsDotEnv: boolean;
}

/**
 * Compose files that somebody names one by one: all relative paths in them resolve against the folder of the first, as Compose does it.
 * A folder stands for what `docker compose up` would read in it. Throws SimError `usage`.
 */
export function filePart(paths: readonly string[], cwd: string, reading: Reading): Part {
  const files = paths.flatMap((path) => (path === standardInput ? [path] : filesAt(path, cwd, reading)));
  const first = files.find((file) => file !== standardInput);
  return { directory: first === undefined ? cwd : dirname(first), files };
}

function filesAt(typed: string, cwd: string, reading: Reading): readonly string[] {
  const path = resolve(cwd, typed);
  if (isFile(path)) return [path];
  const inside = isDirectory(path) ? filesOfFolder(path, reading) : [];
  if (inside.length > 0) return inside;
  throw new SimError('usage', `there is no Compose file '${typed}'`, {
    hint: /^(oci|https?|git|ssh):|^git@/.test(typed)
      ? 'Sim reads Compose files of this machine only: fetch it first.'
      : `Looked for ${path}. Give the path of a Compose file, or of a folder that has one: -f ${join('path', basename(path) || 'compose.yaml')}`,
  });
}

function filesOfFolder(folder: string, reading: Reading): readonly string[] {
  const named = reading.readsDotEnv ? filesByVariable(variablesOf(join(folder, '.env'))) : [];
  // One of them that is a folder has no say about others.
  if (named.length > 0) return named.flatMap((path) => filesAt(path, folder, { readsDotEnv: false }));
  return defaultFilesIn(folder);
}

/** The Compose file of a folder and the one that Compose lays over it, absolute; none where there is none. */
export function defaultFilesIn(folder: string): readonly string[] {
  const [own, override] = [composeNames, overrideNames].map((names) =>
    names.map((name) => join(folder, name)).find(isFile),
  );
  return own === undefined ? [] : [own, ...(override === undefined ? [] : [override])];
}

/** What a file of variables says; one that can't be read says nothing. */
function variablesOf(file: string): Readonly<Record<string, string | undefined>> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
