import { createReadStream, existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import type { RunCommand } from '../engine/commands.js';
import { bootstrapDebian, trimScript } from './bootstrap.js';
import { findBootstrapTool, suiteSources, suiteValidity } from './bootstrap-tool.js';
import { contentHash } from './content-hash.js';
import { isPresent } from './present.js';

/** What making the base needs. */
export interface BaseContext {
  readonly docker: Docker;
  readonly architecture: string;
  /** Absolute folder for files that outlive a run. */
  readonly cacheFolder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly run: RunCommand;
}

/** The name of the base image of a Debian release: it changes when the way it is made does. */
export function baseTag(suite: string): string {
  return `sim.local/base:${suite}-${contentHash('', [], [suite, trimScript, 'variant=apt'])}`;
}

/** The Debian base of all recipes of a release; made once per machine. */
export async function ensureBase(
  suite: string,
  { docker, architecture, cacheFolder, env, run }: BaseContext,
  onProgress: (text: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const tag = baseTag(suite);
  if (await isPresent(docker, tag)) return tag;
  await mkdir(cacheFolder, { recursive: true, mode: 0o700 });
  const tar = join(cacheFolder, `${tag.replaceAll(/\W/g, '-')}.tar`);
  if (!existsSync(tar)) {
    onProgress(`making the Debian base (${suite})`);
    const [tool, sources, validity] = await Promise.all([
      findBootstrapTool({ env, run, report: onProgress, signal }),
      suiteSources(suite, run, signal),
      suiteValidity(suite, run, signal),
    ]);
    await bootstrapDebian(tar, { tool, suite, architecture, sources, settings: validity, run, signal });
  }
  onProgress(`importing the Debian base (${suite})`);
  const [repo, name] = tag.split(':');
  const stream = await docker.importImage(createReadStream(tar), { repo, tag: name, abortSignal: signal });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(stream, (error) => (error === null ? resolve() : reject(error)));
  });
  await rm(tar, { force: true });
  return tag;
}
