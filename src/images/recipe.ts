import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash, filesBelow } from './content-hash.js';
import { isServedBy, parseReference } from './reference.js';

/**
 * How an official image is made from Debian packages: `stacks/<name>/Dockerfile.local`. Its comment `# sim:serves postgres:17`
 * names the official image that it stands in for; with `--target STAGE` behind it a stage does, so that one file serves several.
 * The folder `image/` beside it is its build context. `# sim:compile golang:1.26` says that `image/compile.sh` has to run before, in
 * that image; what it leaves in `$OUT` is the build context `compiled`.
 */
export interface Recipe {
  readonly serves: string;
  /** The stage that makes it; `undefined`: the last one. */
  readonly target: string | undefined;
  /** The image in which its `compile.sh` runs before; `undefined`: it compiles nothing. */
  readonly compile: string | undefined;
  /** Absolute path of the Dockerfile. */
  readonly dockerfile: string;
  /** Absolute build context; may be absent on disk. */
  readonly context: string;
}

/** The recipes of all stacks. */
export function findRecipes(stacksFolder: string): readonly Recipe[] {
  return foldersOf(stacksFolder).flatMap((name) => readRecipe(join(stacksFolder, name)));
}

/** Of what can't be read nobody can tell what it serves. */
function textOf(file: string): string {
  try {
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  } catch {
    return '';
  }
}

function foldersOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
  } catch {
    return [];
  }
}

function readRecipe(folder: string): readonly Recipe[] {
  const dockerfile = join(folder, 'Dockerfile.local');
  const text = textOf(dockerfile);
  return [...text.matchAll(/^# sim:serves (\S+)(?: --target (\S+))?\s*$/gm)].map((match) => ({
    serves: match[1] ?? '',
    target: match[2],
    compile: /^# sim:compile (\S+)\s*$/m.exec(text)?.[1],
    dockerfile,
    context: join(folder, 'image'),
  }));
}

/** The recipe that stands in for an image, if there is one. */
export function recipeFor(recipes: readonly Recipe[], reference: string): Recipe | undefined {
  return recipes.find((recipe) => isServedBy(reference, recipe.serves));
}

/** The tag of what a recipe makes on a base: it changes exactly when the recipe, its files or the base do. */
export function recipeTag(recipe: Recipe, base: string): string {
  const files = [recipe.dockerfile, ...filesBelow(recipe.context)];
  const hash = contentHash(join(recipe.dockerfile, '..'), files, [base]);
  const { name, tag } = parseReference(recipe.serves);
  return `sim.local/${name}:${tag}-${hash}`;
}
