import { composeText, override, reset, Tagged } from './compose-text.js';
import { literal } from './interpolate.js';

/** What the build of one service gets besides what is declared. */
export interface BuildHelp {
  /** Image as the Dockerfile names it -> the image that serves it. */
  readonly bases: Readonly<Record<string, string>>;
  /** Build argument -> value. */
  readonly args: Readonly<Record<string, string>>;
  /** Id of a build secret -> absolute path of its file. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Absolute path of a Dockerfile in place of the declared one. */
  readonly dockerfile?: string | undefined;
  /** The text in place of a declared `dockerfile_inline`. */
  readonly inline?: string | undefined;
  /** The one platform to build for, of several that are declared; `'any'`: the builder's own. `undefined`: as declared. */
  readonly platform?: string | undefined;
  /** Its bases were asked for already, and are not to be looked for in a registry again. */
  readonly pulled?: boolean;
  /** The build and the name of its image as declared, where our overrides take them away from the service. */
  readonly declared?: { readonly build: object; readonly image: string } | undefined;
}

/** The text of an override for one build, in Compose's own words; `undefined` where it needs no help. */
export function buildFile(
  service: string,
  { bases, args, secrets, dockerfile, inline, platform, pulled, declared }: BuildHelp,
): string | undefined {
  const more = {
    ...(dockerfile === undefined ? {} : { dockerfile: literal(dockerfile) }),
    ...(inline === undefined ? {} : { dockerfile_inline: literal(inline) }),
    ...part(
      'additional_contexts',
      mapped(bases, (image) => `docker-image://${image}`),
    ),
    ...part('args', mapped(args, literal)),
    ...part(
      'secrets',
      Object.keys(secrets).map((id) => ({ source: sourceOf(id), target: id })),
    ),
    ...(platform === undefined ? {} : { platforms: platform === 'any' ? reset() : override([platform]) }),
    ...(pulled === true ? { pull: false } : {}),
  };
  if (Object.keys(more).length === 0 && declared === undefined) return undefined;
  const build = declared === undefined ? more : merged(literals(declared.build), more);
  const image = declared === undefined ? {} : { image: literal(declared.image) };
  const files = Object.entries(secrets).map(([id, file]) => [sourceOf(id), { file: literal(file) }]);
  return composeText({
    services: { [service]: { ...image, build } },
    ...part('secrets', Object.fromEntries(files)),
  });
}

/** A name of ours, so that it meets none of the user's. */
function sourceOf(id: string): string {
  return `sim-${id}`;
}

function part(key: string, value: object): object {
  return Object.keys(value).length === 0 ? {} : { [key]: value };
}

function mapped(values: Readonly<Record<string, string>>, change: (value: string) => string): object {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

/** What is mapped or listed in both is joined, as Compose does with files. */
function merged(before: unknown, more: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(more)) return [...before, ...more];
  if (!isPlain(before) || !isPlain(more)) return more;
  const joined = Object.entries(more).map(([key, value]) => [
    key,
    key in before ? merged(before[key], value) : value,
  ]);
  return { ...before, ...Object.fromEntries(joined) };
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Tagged);
}

/** Compose has filled in what was to be filled in. */
function literals(value: unknown): unknown {
  if (typeof value === 'string') return literal(value);
  if (Array.isArray(value)) return value.map(literals);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, literals(each)]));
}
