import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { load } from 'js-yaml';
import type { Configuration } from './program.js';
import { exampleKey, knownKey } from './template.js';

/** The plain values of configuration files by the path of their keys: `server.port`. Of several files the first that has one counts. */
export function configurationIn(files: readonly string[]): Configuration {
  const all: Record<string, string> = {};
  for (const file of files) {
    for (const [key, value] of flattened(contentOf(file), '')) all[knownKey(key)] ??= value;
  }
  return all;
}

/** The variables of examples of `.env` files. */
export function examplesIn(files: readonly string[]): Configuration {
  const all: Record<string, string> = {};
  for (const file of files) {
    for (const [name, value = ''] of Object.entries(parseEnv(textOf(file)))) {
      if (value !== '') all[exampleKey(name)] ??= value;
    }
  }
  return all;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** What does not read as what its name says has no say. */
function contentOf(file: string): unknown {
  try {
    if (/\.(ya?ml|json)$/.test(file)) return load(readFileSync(file, 'utf8'));
    if (/\.(toml|ini)$/.test(file)) return tables(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
  return undefined;
}

function flattened(value: unknown, path: string): readonly (readonly [key: string, value: string])[] {
  if (typeof value === 'string' || typeof value === 'number') return [[path, String(value)]];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    flattened(inner, path === '' ? key : `${path}.${key}`),
  );
}

/** Tables and their plain strings and numbers: ports and addresses are nothing else. */
function tables(text: string): unknown {
  let table = '';
  const values: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const [, name] = /^\s*\[([\w.-]+)\]/.exec(line) ?? [];
    if (name !== undefined) table = `${name}.`;
    const [, key, quoted, plain] = /^\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s#;[{]+))/.exec(line) ?? [];
    const value = quoted ?? plain;
    if (key !== undefined && value !== undefined) values[`${table}${key}`] = value;
  }
  return values;
}
