import type { Recipe } from './recipe.js';
import { type ImageReference, parseReference } from './reference.js';

/** What the recipes of a checkout can do about a reference. */
export type RecipeChoice =
  | {
      readonly kind: 'recipe';
      readonly recipe: Recipe;
      /** Made on the stand-in for Alpine rather than on bare Debian. */
      readonly onAlpine: boolean;
    }
  /** There are recipes of that name for other versions; `made` are those, as one would write them: `postgres:13`. */
  | { readonly kind: 'other-version'; readonly made: readonly string[] }
  /** A digest names one content and no other, which nothing made here can have. `made` serves the same without it. */
  | { readonly kind: 'pinned'; readonly made: string }
  /** None of that name; `instead` is close to it. */
  | { readonly kind: 'close'; readonly instead: string }
  | { readonly kind: 'none' };

const suites = /^(?:trixie|bookworm|bullseye|buster|forky|sid|unstable|testing|stable|oldstable)$/;
/** Parts of a tag that choose how an image is packed and not what is in it. */
const packings = /^(?:latest|lts|slim|stable|mainline|alpine(?:\d+(?:\.\d+)*)?|\d{8}(?:\.\d+)?)$/;

/**
 * The recipe that stands in for an image. A version that is named is served by its own recipe alone, since data of one major
 * version must not meet another one; no version, or only how it is packed (`redis:alpine`, `postgres:trixie`), by the first of that name.
 */
export function chooseRecipe(recipes: readonly Recipe[], reference: string): RecipeChoice {
  const wanted = parseReference(reference);
  const ours = recipes.filter(({ name }) => name === wanted.name);
  if (ours.length === 0) {
    const close = recipes.find(({ insteadOf }) => insteadOf.includes(wanted.name));
    return close === undefined ? { kind: 'none' } : { kind: 'close', instead: close.name };
  }
  const recipe =
    ours.find(({ tags }) => tags.some((tag) => isOfLine(wanted.tag, tag, tags[0]))) ??
    ours.find((one) => reaches(one, wanted)) ??
    (namesNoVersion(wanted, ours) ? ours[0] : undefined);
  if (recipe === undefined) return { kind: 'other-version', made: ours.map(({ serves }) => serves) };
  if (wanted.digest !== undefined) return { kind: 'pinned', made: recipe.serves };
  return { kind: 'recipe', recipe, onAlpine: recipe.hasAlpine && /(?:^|-)alpine/.test(wanted.tag ?? '') };
}

/**
 * Whether a tag is `line` or a version of it: `17` has `17.6-trixie`, `v2` has `v2.53.3`, `bookworm` has `bookworm-slim`. A line that is
 * wider than what the recipe makes has only itself: `11` of one for `11.8` has no `11.4`.
 */
function isOfLine(tag: string | undefined, line: string, made = line): boolean {
  if (tag === undefined) return false;
  if (tag === line) return true;
  const version = versionOf(tag);
  if (version !== undefined) {
    return version === line || (!made.startsWith(`${line}.`) && version.startsWith(`${line}.`));
  }
  const [first, ...rest] = tag.split('-');
  return first === line && rest.every((part) => packings.test(part));
}

function reaches({ reach, tags: [newest = ''] }: Recipe, { tag = 'latest' }: ImageReference): boolean {
  if (reach === 'line') return false;
  if (reach === 'any') return true;
  const version = versionOf(tag);
  return version !== undefined && isOlder(version, newest);
}

function namesNoVersion({ tag = 'latest' }: ImageReference, ours: readonly Recipe[]): boolean {
  const suitesAreVersions = ours.some(({ tags }) => tags.some((known) => suites.test(known)));
  return tag.split('-').every((part) => (suites.test(part) ? !suitesAreVersions : packings.test(part)));
}

function versionOf(tag: string): string | undefined {
  return /^v?\d+(?:\.\d+)*/.exec(tag)?.[0];
}

function isOlder(version: string, than: string): boolean {
  const [left, right] = [version, than].map((text) => text.replace(/^v/, '').split('.').map(Number));
  for (const [place, part] of (right ?? []).entries()) {
    const difference = (left?.[place] ?? 0) - part;
    if (difference !== 0) return difference < 0;
  }
  return true;
}
