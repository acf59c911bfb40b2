import type { ImageMode } from '../environment/environment.js';
import type { PullPolicy } from '../environment/pull-policy.js';

/** A way to an image: it is here, a registry has it, a recipe makes it, or a Dockerfile of this project. */
export type ImageWay = 'present' | 'pull' | 'recipe' | 'build';

/** What is wanted of one image, and what there is. */
export interface ImageWish {
  readonly mode: ImageMode;
  /** `undefined`: nothing was declared. */
  readonly policy: PullPolicy | undefined;
  /** `true` where the service that wants it has a Dockerfile. */
  readonly builds: boolean;
  /** The image of that name and platform that the engine has; `undefined`: none. */
  readonly present:
    | {
        /** When it was tagged; `undefined` where the engine does not know. */
        readonly taggedAt: number | undefined;
        /** An earlier build of this very service, whose source may have changed since. */
        readonly isOwnBuild: boolean;
      }
    | undefined;
  /** Whether a recipe serves it on this platform, and whether what it makes is here; `undefined`: no recipe does. */
  readonly recipe: 'made' | 'to-be-made' | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The ways to an image in the order in which they are to be tried; empty where there is none. The next one is tried where one fails. */
export function waysTo(wish: ImageWish): readonly ImageWay[] {
  return wish.builds ? waysOfBuilt(wish) : waysOfNamed(wish);
}

/**
 * A Dockerfile says what the image is, so it is built at each `up`, which costs next to nothing where nothing has changed. A registry is
 * asked before only where the user says so, and what it gave is not built over.
 */
function waysOfBuilt({ mode, policy, present, now }: ImageWish): readonly ImageWay[] {
  if (mode === 'local') return ['build'];
  const here = present?.isOwnBuild === false ? present : undefined;
  switch (policy?.kind) {
    case 'always':
      return ['pull', 'build'];
    case 'missing':
      if (here !== undefined) return ['present'];
      return present === undefined ? ['pull', 'build'] : ['build'];
    case 'refresh':
      if (here !== undefined) return isDue(policy, here, now) ? ['pull', 'present'] : ['present'];
      return present === undefined ? ['pull', 'build'] : ['build'];
    default:
      return ['build'];
  }
}

function waysOfNamed({ mode, policy, present, recipe, now }: ImageWish): readonly ImageWay[] {
  const here: readonly ImageWay[] = present === undefined ? [] : ['present'];
  const made: readonly ImageWay[] = recipe === undefined ? [] : ['recipe'];
  if (mode === 'local') return [...made, ...here];
  const standIn = mode === 'auto' ? made : [];
  switch (policy?.kind) {
    // No registry is to be asked; a recipe asks none for the image.
    case 'never':
    case 'build':
      return [...here, ...standIn];
    case 'always':
      return ['pull', ...insteadOfTheNewest(here, standIn)];
    case 'refresh':
      if (present !== undefined && !isDue(policy, present, now)) return here;
      return ['pull', ...insteadOfTheNewest(here, standIn)];
    default:
      if (present !== undefined) return here;
      // Once made it serves: a registry that has come into reach meanwhile would change what runs behind the user's back.
      return recipe === 'made' && mode === 'auto' ? standIn : ['pull', ...standIn];
  }
}

/**
 * As with Compose nothing takes the place of the newest that was asked for. Only the images that recipes serve are to come up without
 * any registry, and then what came from one is the better of both.
 */
function insteadOfTheNewest(here: readonly ImageWay[], standIn: readonly ImageWay[]): readonly ImageWay[] {
  return standIn.length === 0 ? [] : [...here, ...standIn];
}

/** Whether an image is to be asked for again. As with Compose, one of unknown age counts as old. */
function isDue(
  { everyMs }: PullPolicy & { kind: 'refresh' },
  { taggedAt }: NonNullable<ImageWish['present']>,
  now: number,
): boolean {
  return taggedAt === undefined || now > taggedAt + everyMs;
}
