import { createReadStream, existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import type { RunCommand } from '../engine/commands.js';
import { bootstrapDebian, suite, trimScript } from './bootstrap.js';
import { findBootstrapTool, suiteSources } from './bootstrap-tool.js';
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

/** The name of the base image: it changes when the way it is made does. */
export function baseTag(): string {
  return `sim.local/base:${suite}-${contentHash('', [], [suite, trimScript, 'variant=apt'])}`;
}

/** The Debian base of all recipes; made once per machine. */
export async function ensureBase(
  { docker, architecture, cacheFolder, env, run }: BaseContext,
  onProgress: (text: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const tag = baseTag();
  if (await isPresent(docker, tag)) return tag;
  await mkdir(cacheFolder, { recursive: true, mode: 0o700 });
  const tar = join(cacheFolder, `${tag.replaceAll(/\W/g, '-')}.tar`);
  if (!existsSync(tar)) {
    onProgress(`making the Debian base (${suite})`);
    const [tool, sources] = await Promise.all([
      findBootstrapTool({ env, run, report: onProgress, signal }),
      suiteSources(run, signal),
    ]);
    await bootstrapDebian(tar, { tool, architecture, sources, run, signal });
  }
  onProgress('importing the Debian base');
  const [repo, name] = tag.split(':');
  const stream = await docker.importImage(createReadStream(tar), { repo, tag: name, abortSignal: signal });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(stream, (error) => (error === null ? resolve() : reject(error)));
  });
  await rm(tar, { force: true });
  return tag;
}
