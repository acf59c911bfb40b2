import type { StandIn } from '../state/images/images.js';
import type { RecipeChoice } from './choose-recipe.js';

/** What serves `reference` in its place, as one tells it; none where no recipe does. */
export function standInsOf(reference: string, choice: RecipeChoice, image: string): readonly StandIn[] {
  if (choice.kind !== 'recipe') return [];
  return [
    { for: reference, by: `${choice.recipe.words}${choice.onAlpine ? ', with a small apk' : ''}`, image },
  ];
}

/** What there is where no recipe makes an image, for a hint; `undefined` where there is nothing to say. */
export function recipeHint(choice: RecipeChoice): string | undefined {
  switch (choice.kind) {
    case 'other-version':
      return `${choice.made.length === 1 ? 'The recipe here makes' : 'The recipes here make'} ${listed(choice.made)}.`;
    case 'pinned':
      return `A digest names one content, which only a registry has: without it a recipe makes ${choice.made}.`;
    case 'close':
      return `A recipe makes ${choice.instead}, which speaks the same protocol: name that.`;
    case 'none':
    case 'recipe':
      return undefined;
  }
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
