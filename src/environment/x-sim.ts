import { join, resolve } from 'node:path';
import { z } from 'zod';
import {
  type GoRuntime,
  goRuntimes,
  type Handoff,
  handoffs,
  type OpenLink,
  type ServiceKind,
  serviceKinds,
} from './environment.js';
import { declarationOf, findAmong } from './locate.js';
import type { Problem } from './problem.js';
import type { Source } from './source.js';
import { didYouMean } from './suggest.js';

// Variables (`${PORT}`) arrive as text: Compose types only the fields it knows.
const port = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .pipe(z.number().int().min(1).max(65535));
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);

const fields = {
  kind: z.enum(serviceKinds),
  go: z.string().min(1),
  port,
  handoff: z.enum(handoffs),
  runtime: z.enum(goRuntimes),
  open: z.array(
    z.strictObject({
      label: z.string().min(1),
      port,
      path: z.string().startsWith('/').default('/'),
    }),
  ),
  background: flag,
};
type Key = keyof typeof fields;
/** Every key that `x-sim` may have. */
export const extensionKeys: readonly string[] = Object.keys(fields);

const expectations: Readonly<Record<Key, string>> = {
  kind: `one of ${serviceKinds.join(', ')}`,
  go: "the folder of a 'package main', relative to the Compose file",
  port: 'a port number from 1 to 65535',
  handoff: `one of ${handoffs.join(', ')}`,
  runtime: `one of ${goRuntimes.join(', ')}`,
  open: "a list of {label: text, port: number, path: '/…'}",
  background: 'true or false',
};

/** `x-sim` of one service, checked; `go` is absolute. */
export interface Extension {
  readonly kind?: ServiceKind | undefined;
  readonly go?: string | undefined;
  readonly port?: number | undefined;
  readonly handoff?: Handoff | undefined;
  readonly runtime?: GoRuntime | undefined;
  readonly open?: readonly OpenLink[] | undefined;
  readonly background?: boolean | undefined;
}

/** What the check of `x-sim` needs to know about the rest of the world. */
export interface ExtensionContext {
  /** Absolute: Sim's own folder, where the page about these keys lies. */
  readonly root: string;
  readonly sources: readonly Source[];
  /** Where relative paths start when no file is known to declare a service. */
  readonly directory: string;
  readonly isDirectory: (path: string) => boolean;
}

/** Checks `x-sim` of one service as Compose resolved it; problems name the place where the user wrote it. */
export function readExtension(
  service: string,
  value: unknown,
  context: ExtensionContext,
): { readonly extension: Extension; readonly problems: readonly Problem[] } {
  if (value === undefined || value === null) return { extension: {}, problems: [] };
  const at = (...path: (string | number)[]) =>
    findAmong(context.sources, ['services', service, 'x-sim', ...path])?.location ??
    declarationOf(context.sources, service)?.location;
  const mapping = z.record(z.string(), z.unknown()).safeParse(value);
  if (!mapping.success) {
    const message = `x-sim of service '${service}' must be a mapping`;
    return { extension: {}, problems: [{ location: at(), message, hint: knownKeys(context) }] };
  }

  const problems: Problem[] = [];
  const checked: Record<string, unknown> = {};
  for (const [key, given] of Object.entries(mapping.data)) {
    if (!isKey(key)) {
      const hint = `${didYouMean(key, extensionKeys)}${knownKeys(context)}`;
      problems.push({
        location: at(key),
        message: `unknown x-sim key '${key}' of service '${service}'`,
        hint,
      });
      continue;
    }
    const result = fields[key].safeParse(given);
    if (result.success) checked[key] = result.data;
    else {
      const path = (result.error.issues[0]?.path ?? []).flatMap((part) =>
        typeof part === 'symbol' ? [] : [part],
      );
      problems.push({
        location: at(key, ...path),
        message: `x-sim.${key} of service '${service}' is ${JSON.stringify(given)}`,
        hint: `${suggestion(key, given)}It must be ${expectations[key]}.`,
      });
    }
  }

  // Each value in `checked` passed the schema of its own key just above.
  const extension = checked as Extension;
  if (extension.go === undefined) return { extension, problems };
  const directory = resolve(baseOf(service, context), extension.go);
  if (!context.isDirectory(directory)) {
    problems.push({
      location: at('go'),
      message: `the Go folder '${extension.go}' of service '${service}' does not exist`,
      hint: `Looked for ${directory}. x-sim.go must be ${expectations.go}.`,
    });
  }
  return { extension: { ...extension, go: directory }, problems };
}

function isKey(key: string): key is Key {
  return Object.hasOwn(fields, key);
}

function knownKeys({ root }: ExtensionContext): string {
  return `Known keys: ${extensionKeys.join(', ')}. Each has an example in ${join(root, 'docs/x-sim.md')}`;
}

function suggestion(key: Key, given: unknown): string {
  if (typeof given !== 'string') return '';
  switch (key) {
    case 'kind':
      return didYouMean(given, serviceKinds);
    case 'handoff':
      return didYouMean(given, handoffs);
    case 'runtime':
      return didYouMean(given, goRuntimes);
    default:
      return '';
  }
}

/** The folder against which paths in a service's `x-sim` resolve: that of the file where `x-sim.go` stands. */
function baseOf(service: string, { sources, directory }: ExtensionContext): string {
  const found = findAmong(sources, ['services', service, 'x-sim', 'go']);
  const own = found?.depth === 4 ? sources.find(({ file }) => file === found.location.file) : undefined;
  return (own ?? declarationOf(sources, service)?.source)?.directory ?? directory;
}
