import type { PullOutcome } from '../adapters/registry.js';
import { isHub, registryOf } from '../adapters/registry-credentials.js';
import type { PullPolicy } from '../environment/pull-policy.js';
import { SimError } from '../errors.js';

/** An image that could not be had, and all that tells why. */
export interface RefusedImage {
  readonly reference: string;
  /** The platform that was wanted; `undefined`: the engine's own. */
  readonly platform: string | undefined;
  readonly policy: PullPolicy | undefined;
  /** Whether an older one is here. */
  readonly isHere: boolean;
  /** What its registry said; `undefined`: it was not to be asked. */
  readonly refusal: (PullOutcome & { readonly state: 'refused' }) | undefined;
  /** A recipe that does not serve it: it makes another platform, or is not to be used; `undefined`: none. */
  readonly recipe: { readonly makes: string; readonly servesPlatform: boolean } | undefined;
  /** What recipes make that is near to it; `undefined`: nothing. */
  readonly otherRecipes?: string | undefined;
}

/** SimError `image-unavailable`: what was wanted, who refused it, and what to do. */
export function refusedImage(refused: RefusedImage): SimError {
  const { refusal } = refused;
  const detail = refusal === undefined ? {} : { detail: refusal.detail };
  return new SimError('image-unavailable', messageFor(refused), { ...detail, hint: hintFor(refused) });
}

function messageFor({ reference, platform, policy, isHere, refusal }: RefusedImage): string {
  const wanted = platform === undefined ? reference : `${reference} for ${platform}`;
  if (refusal === undefined) {
    return policy?.kind === 'never' || policy?.kind === 'build'
      ? `${wanted} is not here, and pull_policy: ${policy.kind} keeps it from being pulled.`
      : `No recipe makes ${wanted}.`;
  }
  const registry = registryName(reference);
  switch (refusal.trouble) {
    case 'missing':
      return `${registry} has no image ${reference}.`;
    case 'other-platform':
      return `${registry} has no ${wanted}.`;
    case 'refused':
      return `${registry} does not give ${reference} to you: it wants a login, or has no such image.`;
    default: {
      const here = isHere ? 'is here and may be old' : 'is not here';
      return `${wanted} ${here}, and ${registry} ${standing[refusal.trouble]}.`;
    }
  }
}

const standing = {
  'unknown-host': "can't be reached: no such host",
  unreachable: "can't be reached",
  'no-answer': 'does not answer',
  insecure: "can't be trusted: its TLS certificate is not known here, or it has none",
  'rate-limited': 'gives you no more images for now: its limit is reached',
  broken: 'could not give it',
} as const;

function hintFor({ reference, policy, isHere, refusal, recipe, otherRecipes }: RefusedImage): string {
  if (recipe?.servesPlatform === false) return `The recipe here makes ${recipe.makes} only.`;
  if (refusal === undefined) {
    return policy?.kind === 'never' || policy?.kind === 'build'
      ? `Pull it by hand (docker pull ${reference}), or take its pull_policy away.`
      : (otherRecipes ?? "'--images auto' pulls it; a recipe is a Dockerfile.local in a stack's folder.");
  }
  if (recipe !== undefined) return "'--images auto' makes it from Debian packages.";
  switch (refusal.trouble) {
    case 'missing':
      return 'Check its name and tag.';
    case 'other-platform':
      return 'Take another platform or another tag.';
    case 'refused':
      return `Check its name, or log in: docker login${isHub(registryOf(reference)) ? '' : ` ${registryName(reference)}`}`;
    case 'rate-limited':
      return 'Try again later, or log in: docker login';
    case 'insecure':
      return "Give the engine its certificate authority, or name it in the engine's insecure-registries.";
    default:
      if (isHere) return 'Without its pull_policy the one that is here is used.';
      if (refusal.trouble === 'unknown-host' && !isHub(registryOf(reference))) {
        return 'Check the name of the registry, and the network.';
      }
      return otherRecipes === undefined
        ? `No recipe makes it; pull it once while it can be reached: docker pull ${reference}`
        : `${otherRecipes} Or pull it once while it can be reached: docker pull ${reference}`;
  }
}

/** A registry as people call it. */
function registryName(reference: string): string {
  const registry = registryOf(reference);
  return isHub(registry) ? 'Docker Hub' : registry;
}
