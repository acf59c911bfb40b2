import { join } from 'node:path';
import type { PullOutcome } from '../adapters/registry.js';
import { isOfWholeRegistry } from '../adapters/registry-trouble.js';
import type { ImageMode } from '../environment/environment.js';
import { isSamePlatform } from '../environment/platform.js';
import { chooseRecipe, type RecipeChoice } from './choose-recipe.js';
import { createFlights } from './flights.js';
import { createRecipeFollower } from './follow-recipe.js';
import { imageMade, imageThere } from './image-there.js';
import { buildOwnImage, type OwnPart, ownTags, programOf } from './own-image.js';
import { compileOwnPrograms } from './own-programs.js';
import { presentImage } from './present.js';
import type { FindOptions, ImageFound, ImageProvider, ImageProviderOptions } from './provider.js';
import { findRecipes } from './recipe.js';
import { type RecipeImage, recipeImage } from './recipe-image.js';
import { recipeHint, standInsOf } from './recipe-words.js';
import { refusedImage } from './refused-image.js';
import { waysTo } from './ways.js';

/** Finds images by the engine, the registry and the recipes beside the stacks. */
export function createImageProvider(options: ImageProviderOptions): ImageProvider {
  const { docker, registry, root, architecture } = options;
  const flights = createFlights<ImageFound>();
  const programs = createFlights<string>();

  // The tags are computed while Compose still resolves the files, so that the agent's image is found in time: its container is then
  // created by the same call as all others.
  const early = new Map(Object.entries(orNothing(() => ownTags(root, architecture)) ?? {}));
  const tagOf = (part: OwnPart): string => {
    const tag = early.get(part) ?? ownTags(root, architecture)[part];
    // Sources may change until the next time.
    early.delete(part);
    return tag;
  };

  const native = `linux/${architecture}`;

  /** What the recipes of now can do about a name. */
  const choiceFor = (reference: string): RecipeChoice & { readonly image?: RecipeImage } => {
    const recipes = findRecipes(root);
    const choice = chooseRecipe(recipes, reference);
    if (choice.kind !== 'recipe') return choice;
    const alpine = choice.onAlpine ? recipes.find(({ name }) => name === 'alpine') : undefined;
    return { ...choice, image: recipeImage(choice.recipe, alpine) };
  };

  const makeOwn = async (part: OwnPart, tag: string, { onProgress, signal }: FindOptions): Promise<void> => {
    onProgress(`compiling Sim's own ${programOf[part]}`);
    const folder = join(options.cacheFolder, `own-${process.pid}`);
    const compiled = await programs.join(
      'programs',
      signal,
      async (until, tell) => {
        await compileOwnPrograms({ ...options, onProgress: tell }, folder, until);
        return folder;
      },
      onProgress,
    );
    const program = join(compiled, programOf[part]);
    await buildOwnImage(
      options.builder,
      { part, tag, program, folder: join(options.cacheFolder, `${part}-${process.pid}`) },
      options.run,
      onProgress,
      signal,
    );
  };

  const search = async (reference: string, mode: ImageMode, find: FindOptions): Promise<ImageFound> => {
    const { platform, policy, asked = 0, onProgress, signal } = find;
    const fits = (other: string) => platform === undefined || isSamePlatform(platform, other);
    const image = await presentImage(docker, reference);
    const here = image !== undefined && fits(image.platform) ? image : undefined;
    // What is here and wanted as it is takes no look at any recipe.
    const isDecided = here !== undefined && policy === undefined && mode !== 'local';
    const choice: ReturnType<typeof choiceFor> = isDecided ? { kind: 'none' } : choiceFor(reference);
    const recipe = choice.image;
    const fitting = fits(native) && mode !== 'registry' ? recipe : undefined;
    const made = fitting && (await imageThere(docker, fitting.tag, 'local-recipe'));
    const ways = waysTo({
      ...{ mode, policy, builds: false, now: Date.now() },
      present: here && { taggedAt: here.taggedAt, isOwnBuild: false },
      recipe: fitting && (made === undefined ? 'to-be-made' : 'made'),
    });
    let refusal: (PullOutcome & { state: 'refused' }) | undefined;
    for (const way of ways) {
      if (way === 'present' && here !== undefined)
        return { reference, source: 'present', digest: here.digest };
      if (way === 'recipe' && fitting !== undefined) {
        const served = await follower.imageOf(fitting, mode, find);
        return { ...served, standIns: standInsOf(reference, choice, served.reference) };
      }
      if (way === 'pull') {
        onProgress('asking the registry');
        const outcome = await registry.pull({ reference, platform, asked }, onProgress, signal);
        if (outcome.state === 'refused') refusal = outcome;
        else {
          const came = await imageMade(docker, reference, 'registry');
          const { platform: its } = (await presentImage(docker, reference)) ?? { platform: native };
          if (fits(its)) return came;
          // The engine takes an image that knows one platform for whatever is asked.
          refusal = { state: 'refused', trouble: 'other-platform', detail: `${reference} is for ${its}` };
        }
      }
    }
    throw refusedImage({
      ...{ reference, platform, policy, refusal, isHere: here !== undefined },
      recipe: recipe && { makes: native, servesPlatform: fits(native) },
      otherRecipes: recipeHint(choice),
    });
  };

  const find: ImageProvider['find'] = (reference, mode, options) =>
    flights.join(
      JSON.stringify([mode, reference, options.platform, options.policy, options.asked]),
      options.signal,
      (signal, onProgress) => search(reference, mode, { ...options, signal, onProgress }),
      options.onProgress,
    );
  const follower = createRecipeFollower(options, find);
  return {
    find,
    base: async (reference, mode, options) => {
      if (mode === 'registry' || choiceFor(reference).kind === 'none') return undefined;
      const found = await find(reference, mode, options);
      return found.reference === reference ? undefined : found;
    },
    hasFrontend: async (reference, mode, { asked = 0, onProgress, signal }) => {
      if (mode !== 'auto') return mode === 'registry';
      const outcome = await registry.pull({ reference, platform: undefined, asked }, onProgress, signal);
      return outcome.state === 'pulled' || !isOfWholeRegistry(outcome.trouble);
    },
    own: (part, options) =>
      flights.join(
        part,
        options.signal,
        async (signal, onProgress) => {
          const tag = tagOf(part);
          const ready = await imageThere(docker, tag, 'present');
          if (ready !== undefined) return ready;
          await makeOwn(part, tag, { signal, onProgress });
          return imageMade(docker, tag, 'local-recipe');
        },
        options.onProgress,
      ),
  };
}

/** Whoever needs it finds out again what is wrong. */
function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
