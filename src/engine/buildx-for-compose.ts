import { isAtLeast } from './versions.js';

/** The oldest buildx that serves by itself. */
export const minimumBuildxVersion = '0.10';

/**
 * How Compose builds images here: by the buildx that it finds by itself, by one that we have to show it, by itself without any, or not at
 * all, because it refuses the one that it finds.
 */
export type ComposeBuilds = 'as-it-is' | 'with-ours' | 'by-itself' | 'refuses';

/** A buildx of this machine. */
export interface Buildx {
  readonly path: string;
  readonly version: string;
}

/** Which buildx is used, and how Compose comes to build. */
export interface BuildxChoice {
  readonly buildx: Buildx | undefined;
  readonly composeBuilds: ComposeBuilds;
}

/**
 * The oldest buildx that a Compose builds with. From 2.40 on it hands its builds to `buildx bake` and refuses older ones by name:
 * `compose build requires buildx 0.17 or later` (pkg/compose/build_bake.go in 2.40, `buildxMinVersion` in pkg/compose/api_versions.go in
 * 5.0 to 5.7). Before it built by itself, or said nothing.
 */
export function buildxForCompose(composeVersion: string): string {
  return isAtLeast(composeVersion, '2.40') ? '0.17.0' : minimumBuildxVersion;
}

/**
 * Chooses among the buildx that were found, in the order in which they are looked for: the first that Compose builds with, else the first
 * that serves for images of ours. `found` says of each whether Compose finds it by itself: it takes the first of these.
 */
export function chooseBuildx(
  composeVersion: string,
  found: readonly (Buildx & { readonly ofCompose: boolean })[],
): BuildxChoice {
  const wanted = buildxForCompose(composeVersion);
  const fitting = found.find(({ version }) => isAtLeast(version, wanted));
  const own = found.find(({ ofCompose }) => ofCompose);
  const buildx = fitting ?? found.find(({ version }) => isAtLeast(version, minimumBuildxVersion));
  const isFine = wanted === minimumBuildxVersion || (own !== undefined && own.path === fitting?.path);
  if (isFine) return { buildx, composeBuilds: 'as-it-is' };
  if (fitting !== undefined) return { buildx, composeBuilds: 'with-ours' };
  // Up to 2.40 it can do without; since 5 it would fall back to the engine's old builder, which knows no secrets and no contexts.
  return { buildx, composeBuilds: isAtLeast(composeVersion, '5') ? 'refuses' : 'by-itself' };
}

/** The Compose and the buildx of a machine, and what the one makes of the other. */
export interface ComposeAndBuildx {
  readonly composeVersion: string;
  readonly buildxVersion: string | undefined;
  readonly buildxCommand: readonly string[] | undefined;
  readonly composeBuilds: ComposeBuilds;
}

/**
 * What is wrong with the buildx of this Compose, and what to do about it; `undefined`: nothing. `newest` is where Sim can get a newer
 * one: `Debian sid`.
 */
export function buildxTrouble(
  { composeVersion, buildxVersion, buildxCommand, composeBuilds }: ComposeAndBuildx,
  newest: string | undefined,
): { readonly detail: string; readonly remedy: string } | undefined {
  if (composeBuilds === 'as-it-is' || composeBuilds === 'with-ours') return undefined;
  const found =
    buildxVersion === undefined
      ? 'there is none'
      : `the one here is ${buildxVersion} (${buildxCommand?.join(' ') ?? ''})`;
  const fix =
    newest === undefined ? 'Update it' : `bin/sim doctor --fix gets one from ${newest}; or update it`;
  return {
    detail: `Compose ${composeVersion} builds with buildx ${buildxForCompose(composeVersion)} or newer, and ${found}`,
    remedy: `${fix} (package docker-buildx-plugin or docker-buildx), or put a newer one from https://github.com/docker/buildx/releases into ~/.docker/cli-plugins as docker-buildx.`,
  };
}
