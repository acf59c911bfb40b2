import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createLock } from '../../adapters/compose/lock.js';
import type { BuildDelivery, OfferedBuild } from '../build-delivery.js';

const schema = z.object({
  build: z.int().positive(),
  /** What the runner starts, relative to the folder. */
  binary: z.string(),
  pinned: z.boolean().optional(),
});

type Lock = ReturnType<typeof createLock>;

/**
 * Offers builds by the file `current` in a service's folder, which all its containers have mounted. Their runners read it when they start and
 * when they get a SIGHUP. Nothing else writes this file.
 */
export class MountedBuilds implements Pick<BuildDelivery, 'offeredBuild' | 'offerBuild'> {
  readonly #folder: string;
  readonly #locks = new Map<string, Lock>();

  /** `stateDir`: absolute `.sim/<name>`. */
  constructor(stateDir: string) {
    this.#folder = join(stateDir, 'builds');
  }

  offeredBuild(service: string): Promise<OfferedBuild | undefined> {
    return this.#lockOf(service)(() => this.#read(service));
  }

  offerBuild(service: string, offered: OfferedBuild | undefined): Promise<void> {
    return this.#lockOf(service)(async () => {
      const file = this.#file(service);
      if (offered === undefined) return rm(file, { force: true });
      const { build, pinned, inTurn } = offered;
      const before = await this.#read(service);
      if (before?.build === build && before.pinned === pinned) return;
      const marks = { ...(pinned ? { pinned } : {}), ...(inTurn ? { inTurn } : {}) };
      const text = JSON.stringify({ build, binary: `${build}/${service}`, ...marks });
      await writeFile(`${file}.new`, text, { mode: 0o644 });
      // Whatever the user's mask: the container's user reads it.
      await chmod(`${file}.new`, 0o644);
      await rename(`${file}.new`, file);
    });
  }

  #file(service: string): string {
    return join(this.#folder, service, 'current');
  }

  #lockOf(service: string): Lock {
    const lock = this.#locks.get(service) ?? createLock();
    this.#locks.set(service, lock);
    return lock;
  }

  async #read(service: string): Promise<OfferedBuild | undefined> {
    const text = await readFile(this.#file(service), 'utf8').catch(() => '');
    try {
      const { data } = schema.safeParse(JSON.parse(text));
      return data && { build: data.build, pinned: data.pinned ?? false };
    } catch {
      return undefined;
    }
  }
}
