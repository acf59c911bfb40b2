import type { ComposeService } from './compose-project.js';

/** For which platform a service is built. */
export interface BuildPlatform {
  /** What its image is made for; `undefined`: the builder's own platform. */
  readonly wanted: string | undefined;
  /** What takes the place of `build.platforms`, see `BuildHelp`; `undefined`: it stays as it is. */
  readonly instead: string | undefined;
}

/**
 * Of several platforms that a build declares `up` builds one, as Compose's own `up` does: that of the service, or the builder's. A platform
 * that the build does not declare is left to Compose to refuse.
 */
export function buildPlatform(
  { platform, build }: Pick<ComposeService, 'platform' | 'build'>,
  /** Of the variable DOCKER_DEFAULT_PLATFORM. */
  fallback: string | undefined,
): BuildPlatform {
  const declared = build?.platforms ?? [];
  const chosen = platform || fallback || undefined;
  if (declared.length < 2) return { wanted: chosen ?? declared[0], instead: undefined };
  if (chosen === undefined) return { wanted: undefined, instead: 'any' };
  return { wanted: chosen, instead: declared.includes(chosen) ? chosen : undefined };
}
