import { dirname, join } from 'node:path';

/** A pattern of `//go:embed` up to its first special character, as a folder; a plain path as it is. */
export function fixedPart(extra: string): string {
  const special = /(?<!\\)[*?[]/.exec(extra);
  const path = special === null ? extra : dirname(`${extra.slice(0, special.index)}x`);
  return join(path.replace(/\\(.)/g, '$1'));
}
