import { composeText } from './compose-text.js';
import { literal } from './interpolate.js';

/** What the build of one service gets besides what is declared. */
export interface BuildHelp {
  /** Image as the Dockerfile names it -> the image that serves it. */
  readonly bases: Readonly<Record<string, string>>;
  /** Build argument -> value. */
  readonly args: Readonly<Record<string, string>>;
  /** Id of a build secret -> absolute path of its file. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** The text of an override for one build, in Compose's own words; `undefined` where it needs no help. */
export function buildFile(service: string, { bases, args, secrets }: BuildHelp): string | undefined {
  const build = {
    ...part(
      'additional_contexts',
      mapped(bases, (image) => `docker-image://${image}`),
    ),
    ...part('args', mapped(args, literal)),
    ...part(
      'secrets',
      Object.keys(secrets).map((id) => ({ source: sourceOf(id), target: id })),
    ),
  };
  if (Object.keys(build).length === 0) return undefined;
  const files = Object.entries(secrets).map(([id, file]) => [sourceOf(id), { file: literal(file) }]);
  return composeText({ services: { [service]: { build } }, ...part('secrets', Object.fromEntries(files)) });
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
