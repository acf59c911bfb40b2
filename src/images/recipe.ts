import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite as defaultSuite } from './bootstrap.js';
import { contentHash, filesBelow } from './content-hash.js';
import { parseReference } from './reference.js';

/**
 * How an official image is made from Debian packages: a `Dockerfile.local`, beside its stack in `stacks/<name>/` or, for what
 * Dockerfiles build on, in `src/images/bases/<name>/`. One comment per image that it stands in for:
 *
 *     # sim:serves postgres:13 --suite bullseye --arg MAJOR=13 --alpine as PostgreSQL 13
 *
 * Further tags follow the first by commas (`mariadb:11.8,11`). The first line of a name serves that name without a version.
 * `--suite` is the Debian release of the base (else trixie), `--target` the stage, `--arg` a build argument; `--alpine` says that the
 * tags with `alpine` in them are made on the stand-in for Alpine. `--and-older` serves every older version too, `--any` every tag.
 * `as` gives the words for people.
 * The folder `image/` beside it is the build context. `# sim:compile golang:1.26` says that `image/compile.sh` has to run before, in that
 * image; what it leaves in `$OUT` is the build context `compiled`. `# sim:instead-of mysql` names what it can't stand in for and is
 * close to: whoever asks for that is told of it.
 */
export interface Recipe {
  /** The image by its first tag: `mariadb:11.8`. */
  readonly serves: string;
  readonly name: string;
  readonly tags: readonly string[];
  /** Which other tags it serves: of its own version line only, of older ones too, or all. */
  readonly reach: 'line' | 'older' | 'any';
  /** The Debian release of its base. */
  readonly suite: string;
  readonly args: Readonly<Record<string, string>>;
  /** Whether tags with `alpine` in them are made on the stand-in for Alpine. */
  readonly hasAlpine: boolean;
  /** What it is, for people: `PostgreSQL 13 of Debian bullseye`. */
  readonly words: string;
  /** Names of images that it is close to and can't stand in for. */
  readonly insteadOf: readonly string[];
  /** The stage that makes it; `undefined`: the last one. */
  readonly target: string | undefined;
  /** The image in which its `compile.sh` runs before; `undefined`: it compiles nothing. */
  readonly compile: string | undefined;
  /** Absolute path of the Dockerfile. */
  readonly dockerfile: string;
  /** Absolute build context; may be absent on disk. */
  readonly context: string;
}

/** The recipes of a checkout: of its stacks, and of the bases. */
export function findRecipes(root: string): readonly Recipe[] {
  return ['stacks', 'src/images/bases'].flatMap((parent) =>
    foldersOf(join(root, parent)).flatMap((name) => {
      const folder = join(root, parent, name);
      return readRecipes(textOf(join(folder, 'Dockerfile.local')), folder);
    }),
  );
}

/** The text of a recipe; empty where it can't be read, so that it serves nothing. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function foldersOf(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  } catch {
    return [];
  }
}

/** The recipes of one `Dockerfile.local` in `folder`. */
export function readRecipes(text: string, folder: string): readonly Recipe[] {
  const compile = /^# sim:compile (\S+)\s*$/m.exec(text)?.[1];
  const insteadOf = [...text.matchAll(/^# sim:instead-of (\S+)\s*$/gm)].map(([, name = '']) => name);
  return [...text.matchAll(/^# sim:serves (\S+)(.*?)(?: as (.+?))?\s*$/gm)].map(
    ([, images = '', options = '', words]) => {
      const [serves = '', ...more] = images.split(',');
      const { name, tag = '' } = parseReference(serves);
      const all = (option: string) =>
        [...options.matchAll(new RegExp(` --${option} (\\S+)`, 'g'))].map(([, value = '']) => value);
      const [suite = defaultSuite] = all('suite');
      const is = (option: string) => new RegExp(` --${option}(?: |$)`).test(options);
      return {
        serves,
        name,
        tags: [tag, ...more],
        reach: is('any') ? 'any' : is('and-older') ? 'older' : 'line',
        suite,
        args: Object.fromEntries(all('arg').map((pair) => /^(.*?)=(.*)$/.exec(pair)?.slice(1) ?? [pair, ''])),
        hasAlpine: is('alpine'),
        words: words ?? `${name} ${tag} of Debian ${suite}`,
        insteadOf,
        target: all('target')[0],
        compile,
        dockerfile: join(folder, 'Dockerfile.local'),
        context: join(folder, 'image'),
      };
    },
  );
}

/**
 * The tag of what a recipe makes on a base: it changes exactly when the recipe, its files or the base do. `flavour` only tells
 * people apart what differs in the base.
 */
export function recipeTag(recipe: Recipe, base: string, flavour = ''): string {
  const files = [recipe.dockerfile, ...filesBelow(recipe.context)];
  const args = Object.entries(recipe.args).map((pair) => pair.join('='));
  const hash = contentHash(join(recipe.dockerfile, '..'), files, [base, ...args]);
  return `sim.local/${recipe.name}:${recipe.tags[0]}${flavour}-${hash}`;
}
