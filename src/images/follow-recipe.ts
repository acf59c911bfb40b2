import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { proxyVariables } from '../engine/proxies.js';
import type { ImageMode } from '../environment/environment.js';
import { ensureBase } from './base-image.js';
import { buildImage } from './build-image.js';
import { compileRecipe, forgetCompilation } from './compile-recipe.js';
import { createFlights } from './flights.js';
import { hostSettings } from './host-settings.js';
import { imageMade, imageThere } from './image-there.js';
import type { FindOptions, ImageFound, ImageProvider, ImageProviderOptions } from './provider.js';
import type { Recipe } from './recipe.js';
import type { RecipeImage } from './recipe-image.js';

/** Makes images by recipes. */
export interface RecipeFollower {
  /** The image of a recipe, made where it is not there yet. Several names may be served by one recipe: it is followed once. */
  imageOf(image: RecipeImage, mode: ImageMode, options: FindOptions): Promise<ImageFound>;
}

/** Follows recipes, each once at a time; `findImage` gets the images in which some of them compile. */
export function createRecipeFollower(
  options: ImageProviderOptions,
  findImage: ImageProvider['find'],
): RecipeFollower {
  const { docker } = options;
  const followed = createFlights<ImageFound>();
  const bases = createFlights<string>();
  const settings = createFlights<Readonly<Record<string, string>>>();
  const present = (tag: string) => imageThere(docker, tag, 'local-recipe');

  const imageOf: RecipeFollower['imageOf'] = (image, mode, wanted) =>
    followed.join(
      image.tag,
      wanted.signal,
      async (signal, onProgress) =>
        (await present(image.tag)) ?? follow(image, mode, { ...wanted, signal, onProgress }),
      wanted.onProgress,
    );
  return { imageOf };

  async function follow(
    { recipe, tag, on }: RecipeImage,
    mode: ImageMode,
    { onProgress, signal, asked }: FindOptions,
  ): Promise<ImageFound> {
    onProgress('making it from its recipe');
    const [base, secrets] = await Promise.all([
      on === undefined
        ? bases.join(
            recipe.suite,
            signal,
            (until, tell) => ensureBase(recipe.suite, options, tell, until),
            onProgress,
          )
        : imageOf(on, mode, { onProgress, signal, asked }).then(({ reference }) => reference),
      settings.join('settings', signal, (until) =>
        hostSettings(join(options.cacheFolder, 'settings'), options.env, options.run, until),
      ),
    ]);
    const build = async (contexts: Readonly<Record<string, string>>) =>
      buildImage(
        options.builder,
        {
          what: `the local image for ${recipe.serves}`,
          tag,
          dockerfile: recipe.dockerfile,
          context: await contextOf(recipe, options.cacheFolder),
          target: recipe.target,
          contexts,
          args: { ...proxyVariables(options.env), ...recipe.args, BASE: base },
          labels: { 'dev.sim.recipe': recipe.serves },
          secrets,
        },
        onProgress,
        signal,
      );
    if (recipe.compile === undefined) await build({});
    else {
      const { reference } = await findImage(recipe.compile, mode, { onProgress, signal, asked });
      const folder = join(options.cacheFolder, 'compiled', tag.replaceAll(/[^\w.-]/g, '-'));
      const compilation = { ...options, recipe, image: reference, folder };
      // Another environment may make it of the same folder meanwhile, and tidy that up.
      const isMade = async () => (await present(tag)) !== undefined;
      try {
        const compiled = await compileRecipe(compilation, onProgress, signal);
        if (!(await isMade())) await build({ compiled });
      } catch (error) {
        if (signal.aborted || !(await isMade())) throw error;
      }
      await forgetCompilation(compilation);
    }
    return imageMade(docker, tag, 'local-recipe');
  }
}

/** A recipe without files of its own still needs a folder to be built in. */
async function contextOf({ context }: Recipe, cacheFolder: string): Promise<string> {
  if (existsSync(context)) return context;
  const empty = join(cacheFolder, 'empty');
  await mkdir(empty, { recursive: true, mode: 0o700 });
  return empty;
}
