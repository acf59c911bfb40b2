import { baseTag } from './base-image.js';
import { type Recipe, recipeTag } from './recipe.js';

/** What a recipe makes: under which name, and on what. */
export interface RecipeImage {
  readonly recipe: Recipe;
  readonly tag: string;
  /** What it is made on; `undefined`: the bare Debian of the recipe's suite. */
  readonly on: RecipeImage | undefined;
}

/** The image of a recipe on bare Debian or, with `alpine` (the recipe that stands in for Alpine), on what that makes of the same suite. */
export function recipeImage(recipe: Recipe, alpine?: Recipe): RecipeImage {
  if (alpine === undefined) return { recipe, tag: recipeTag(recipe, baseTag(recipe.suite)), on: undefined };
  const on = recipeImage({ ...alpine, suite: recipe.suite });
  return { recipe, tag: recipeTag(recipe, on.tag, '-alpine'), on };
}
