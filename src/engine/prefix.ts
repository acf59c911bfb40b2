import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The folders of an engine that Sim installed: everything of it lies below one prefix. */
export interface EnginePrefix {
  readonly folder: string;
  /** The unpacked packages. */
  readonly root: string;
  /** Written last, so its absence means that an installation was cut short. */
  readonly stamp: string;
  readonly log: string;
}

/** Where Sim keeps its own engine; `SIM_ENGINE_PREFIX` moves it. */
export function enginePrefix(env: NodeJS.ProcessEnv): EnginePrefix {
  const folder = env.SIM_ENGINE_PREFIX || '/opt/sim/engine';
  return {
    folder,
    root: join(folder, 'root'),
    stamp: join(folder, 'installed.json'),
    log: join(folder, 'dockerd.log'),
  };
}

/** Whether an installation there was finished. */
export function isInstalled(prefix: EnginePrefix): boolean {
  return existsSync(prefix.stamp);
}

/** The environment in which the prefix's programs find each other and their libraries. */
export function prefixEnvironment(prefix: EnginePrefix, env: NodeJS.ProcessEnv): Record<string, string> {
  const folders = ['usr/local/sbin', 'usr/sbin', 'usr/bin', 'sbin', 'bin'].map((part) =>
    join(prefix.root, part),
  );
  const path = [...folders, env.PATH ?? '', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'];
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  const libraries = [join(prefix.root, 'usr/lib', triplet), join(prefix.root, 'lib', triplet)].filter(
    existsSync,
  );
  const extensions = join(prefix.root, 'usr/lib', triplet, 'xtables');
  return {
    PATH: path.filter((part) => part !== '').join(':'),
    ...(libraries.length === 0 ? {} : { LD_LIBRARY_PATH: libraries.join(':') }),
    ...(existsSync(extensions) ? { XTABLES_LIBDIR: extensions } : {}),
  };
}
