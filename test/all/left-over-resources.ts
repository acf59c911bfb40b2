import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Docker from 'dockerode';
import type { Tally } from './tally.ts';

type Find = typeof import('../../src/engine/find.js');

// As src/environment/environment.ts has it; read by Node alone, this can't import it.
const stateLabel = 'dev.sim.state';

/** Something that the engine has. */
export interface Resource {
  readonly kind: 'container' | 'network' | 'volume' | 'image';
  /** No other one of its kind has it, now or later. */
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** All that the engine has now. */
export async function resourcesOn(docker: Docker): Promise<readonly Resource[]> {
  const [containers, networks, { Volumes: volumes }, images] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(),
    docker.listImages(),
  ]);
  return [
    ...containers.map(({ Id: id, Names, Labels }) => ({
      ...{ kind: 'container' as const, id, name: Names[0]?.slice(1) ?? id, labels: Labels },
    })),
    ...networks.map(({ Id: id, Name, Labels }) => ({
      ...{ kind: 'network' as const, id, name: Name, labels: Labels ?? {} },
    })),
    ...volumes.map(({ Name, Labels }) => ({
      // The engine answers null where there are none.
      ...{ kind: 'volume' as const, id: Name, name: Name, labels: Labels ?? {} },
    })),
    ...images.flatMap(({ RepoTags, Labels }) =>
      (RepoTags ?? []).map((tag) => ({
        ...{ kind: 'image' as const, id: tag, name: tag, labels: Labels ?? {} },
      })),
    ),
  ];
}

/**
 * What is there now and was not before, in words. Images under `sim.local/` stay by design, all environments share them; and what an
 * environment of somebody's own checkout made meanwhile is none of the tests'.
 */
export function leftBy(
  before: readonly Resource[],
  after: readonly Resource[],
  isThere: (folder: string) => boolean = existsSync,
): readonly string[] {
  const known = new Set(before.map(({ kind, id }) => `${kind} ${id}`));
  return after
    .filter(({ kind, id }) => !known.has(`${kind} ${id}`))
    .filter(({ kind, name }) => kind !== 'image' || !/^(sim\.local\/|<none>)/.test(name))
    .filter(({ labels }) => {
      const stateDir = labels[stateLabel];
      return stateDir === undefined || stateDir.startsWith(tmpdir()) || !isThere(stateDir);
    })
    .map(({ kind, name }) => `${kind} ${name}`)
    .sort();
}

/** What of `leftBy` there is: one thing that is checked. */
export function tallyOfLeft(left: readonly string[]): Tally {
  return left.length === 0
    ? { passed: 1, failed: 0, failures: [], skipped: [] }
    : { passed: 0, failed: 1, failures: [`left on the engine: ${left.join(', ')}`], skipped: [] };
}

/** The engine that the tests have used. */
export async function engineOf(root: string): Promise<Docker> {
  // Compiled by bin/sim-test a moment ago, from the module whose type this is.
  const { findEngine } = (await import(pathToFileURL(join(root, 'dist/engine/find.js')).href)) as Find;
  const found = await findEngine(process.env, new AbortController().signal);
  if (found.state !== 'found') throw new Error(found.message);
  return new Docker(found.options);
}
