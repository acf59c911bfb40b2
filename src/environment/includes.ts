import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { interpolate } from './interpolate.js';
import { nodeAt } from './locate.js';
import type { Source } from './source.js';

/** A file that another one names, and how to read it. */
export interface Reference {
  /** Absolute. */
  readonly file: string;
  readonly directory: string;
  readonly declares: boolean;
}

const includeSchema = z.array(
  z.union([
    z.string().transform((path) => ({ path: [path], project_directory: undefined })),
    z.object({
      path: z.union([z.string().transform((path) => [path]), z.array(z.string())]),
      project_directory: z.string().optional(),
    }),
  ]),
);
const extendsSchema = z.object({ file: z.string() });

/** The files that `include` and `extends` of a file name; those on other machines, which only Compose can fetch, are left out. */
export function referencesOf(
  source: Source,
  variables: Readonly<Record<string, string | undefined>>,
): readonly Reference[] {
  if (standsAlone(source)) return [];
  const absolute = (path: string) => resolve(source.directory, interpolate(path, variables));
  return source.documents
    .filter(({ errors }) => errors.length === 0)
    .flatMap((document): Reference[] => {
      const includes = includeSchema.safeParse(nodeAt(document, ['include'])?.toJS(document) ?? []);
      const included = (includes.success ? includes.data : []).flatMap((entry) => {
        const files = entry.path.filter((path) => !isRemote(path)).map(absolute);
        const first = files[0];
        if (first === undefined) return [];
        const directory =
          entry.project_directory === undefined ? dirname(first) : absolute(entry.project_directory);
        return files.map((file) => ({ file, directory, declares: true }));
      });
      const extended = Object.values(servicesOf(nodeAt(document, ['services'])?.toJS(document))).flatMap(
        (service) => {
          const file = extendsSchema.safeParse(service.extends).data?.file;
          if (file === undefined || isRemote(file)) return [];
          return [{ file: absolute(file), directory: dirname(absolute(file)), declares: false }];
        },
      );
      return [...included, ...extended];
    });
}

/** No other file can have a word in what this one says. */
export function standsAlone({ text }: Pick<Source, 'text'>): boolean {
  return !/include|extends/.test(text);
}

function servicesOf(value: unknown): Readonly<Record<string, { readonly extends?: unknown }>> {
  return z.record(z.string(), z.looseObject({ extends: z.unknown().optional() })).safeParse(value).data ?? {};
}

function isRemote(path: string): boolean {
  return /^(oci|https?|git|ssh):|^git@/.test(path);
}
