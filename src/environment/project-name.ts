import { basename } from 'node:path';
import { interpolate } from './interpolate.js';

/** What Compose names a project after, besides `--project-name`. */
export interface Naming {
  /** Of the shell and of files of variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** What is in its Compose files, in their order. */
  readonly texts: readonly string[];
  /** The folder of the first of them, absolute. */
  readonly directory: string;
}

/** The name that Compose gives to a project: `COMPOSE_PROJECT_NAME`, `name:` of the last file that has one, or the folder's. */
export function projectNameOf({ variables, texts, directory }: Naming): string {
  const { COMPOSE_PROJECT_NAME: chosen } = variables;
  if (chosen) return chosen;
  const declared = texts.map((text) => interpolate(declaredName(text), variables)).findLast(isNamed);
  return normalized(declared ?? '') || normalized(basename(directory));
}

/**
 * The top-level `name:` of a Compose file, or nothing. Every command asks for it, and a reader of all of YAML takes longer to load than
 * most of them to do all else: of names that are neither a word nor in quotes nothing is known.
 */
function declaredName(text: string): string {
  const names = [...text.matchAll(/^(?:name|"name"|'name')[^\S\n]*:[^\S\n]+(.+)$/gm)];
  const value = names.at(-1)?.[1]?.trim() ?? '';
  const [, double, single, plain = ''] =
    /^(?:"([^"]*)"|'([^']*)'|([^\s#"'][^#]*?))[^\S\n]*(?:\s#.*)?$/.exec(value) ?? [];
  return double ?? single ?? plain.trim();
}

function isNamed(name: string): boolean {
  return name !== '';
}

/** As compose-go does it (`NormalizeProjectName`). */
function normalized(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
}
