import { composeText } from './compose-text.js';
import { projectOf } from './environment.js';
import { literal } from './interpolate.js';

/** Compose files that make one part of the environment together, as with several `-f`; paths are absolute, and `-` is standard input. */
export interface Part {
  readonly directory: string;
  readonly files: readonly string[];
}

/**
 * The text of `.sim/<name>/compose.yaml`, by which Compose hears of our stacks. They are included rather than given by several `-f`,
 * because Compose resolves the relative paths of all `-f` files against the first.
 */
export function rootFile(name: string, parts: readonly Part[]): string {
  return composeText({
    name: projectOf(name),
    include: parts.map(({ directory, files }) => ({
      path: files.map(literal),
      project_directory: literal(directory),
    })),
  });
}

/**
 * Leaves out each part that another one includes anyway: Compose would load it twice, and where the other has an `.env` of its own the
 * two would differ and count as conflicting definitions.
 */
export function withoutIncluded(
  parts: readonly Part[],
  included: (part: Part) => ReadonlySet<string>,
): readonly Part[] {
  return parts.reduce<readonly Part[]>((kept, part) => {
    const others = kept.filter((other) => other !== part);
    const isIncluded = others.some((other) => part.files.every((file) => included(other).has(file)));
    return isIncluded ? others : kept;
  }, parts);
}
