import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  chmod,
  copyFile,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { type BuildRecord, parseRecord } from './build-record.js';

/** As much as all builds of a checkout may take that no environment uses. */
const mostBytes = 2 * 1024 ** 3;

const schema = z.object({
  /** SHA-256 of the binary, in hex. */
  digest: z.string(),
  /** The binary's entry in the file system when it was kept: as long as that is the same, so are its bytes. */
  stamp: z.string().optional(),
});

/**
 * Every binary that was built in a checkout, by the sum of its source, for all environments: the second one that wants it compiles
 * nothing. An environment has a link to the same file, so what is thrown out here goes on running there.
 */
export interface BuildStore {
  /** Puts the binary of that source at `target`, which is not there yet; `false` where there is none that is still what was built. */
  take(sum: string, target: string): Promise<boolean>;
  /** Keeps a binary that was just made. Throws what the file system says. */
  keep(sum: string, binary: string, digest: string): Promise<void>;
  /** Which build of a service was made current last, in whatever environment: the next one begins with that. */
  remember(service: string, record: BuildRecord): Promise<void>;
  remembered(service: string): Promise<BuildRecord | undefined>;
}

/** The store below the folder of all environments. Its name is none that an environment can have. */
export function storeFolder(stateRoot: string): string {
  return join(stateRoot, '.builds');
}

/** The store in `folder`; it is made when the first binary comes. */
export function createBuildStore(folder: string, limit = mostBytes): BuildStore {
  // The sum is in base64, whose `/` would be a folder.
  const of = (sum: string) => join(folder, Buffer.from(sum, 'base64').toString('base64url'));
  return {
    async take(sum, target) {
      const entry = of(sum);
      const kept = await recordIn(entry);
      if (kept === undefined) return false;
      try {
        await linkOrCopy(join(entry, 'binary'), target);
      } catch {
        // Another environment has just thrown it out.
        return false;
      }
      // Six binaries of a dozen megabytes are read in a third of a second, which each start would wait for.
      const untouched = kept.stamp !== undefined && kept.stamp === (await stampIn(entry));
      if (!untouched && (await fileDigest(target)) !== kept.digest) {
        await Promise.all([target, entry].map((path) => rm(path, { recursive: true, force: true })));
        return false;
      }
      const now = new Date();
      await utimes(join(entry, 'build.json'), now, now).catch(() => undefined);
      return true;
    },
    async keep(sum, binary, digest) {
      const entry = of(sum);
      if ((await recordIn(entry))?.digest === digest) return;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const fresh = join(folder, `.new-${randomBytes(6).toString('hex')}`);
      try {
        await mkdir(fresh, { mode: 0o700 });
        await linkOrCopy(binary, join(fresh, 'binary'));
        await writtenOut(join(fresh, 'binary'));
        const record = { digest, stamp: await stampIn(fresh) } satisfies z.infer<typeof schema>;
        await writeFile(join(fresh, 'build.json'), JSON.stringify(record));
        await rm(entry, { recursive: true, force: true });
        // Two at once have built the same: whichever comes second leaves the other's.
        await rename(fresh, entry).catch((error: unknown) => {
          if (!isThere(error)) throw error;
        });
      } finally {
        await rm(fresh, { recursive: true, force: true });
      }
      await throwOut(folder, limit);
    },
    async remember(service, record) {
      await mkdir(join(folder, '.last'), { recursive: true, mode: 0o700 });
      const target = join(folder, '.last', `${service}.json`);
      const fresh = `${target}.${randomBytes(6).toString('hex')}`;
      await writeFile(fresh, JSON.stringify(record));
      await rename(fresh, target);
    },
    async remembered(service) {
      return parseRecord(
        await readFile(join(folder, '.last', `${service}.json`), 'utf8').catch(() => undefined),
      );
    },
  };
}

interface Entry {
  readonly path: string;
  readonly bytes: number;
  readonly usedMs: number;
  readonly isLinked: boolean;
}

/** Removes the oldest entries. An entry that an environment has a link to stays, because its removal would free nothing. */
async function throwOut(folder: string, limit: number): Promise<void> {
  const names = await readdir(folder);
  const entries = (await Promise.all(names.map((name) => entryAt(join(folder, name))))).flat();
  let total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, bytes, isLinked } of entries.sort((a, b) => a.usedMs - b.usedMs)) {
    if (total <= limit) return;
    if (isLinked) continue;
    await rm(path, { recursive: true, force: true });
    total -= bytes;
  }
}

async function entryAt(path: string): Promise<readonly Entry[]> {
  try {
    const [binary, record] = await Promise.all([stat(join(path, 'binary')), stat(join(path, 'build.json'))]);
    return [{ path, bytes: binary.size, usedMs: record.mtimeMs, isLinked: binary.nlink > 1 }];
  } catch {
    // One that is being made or thrown out at the moment.
    return [];
  }
}

async function recordIn(entry: string): Promise<z.infer<typeof schema> | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(join(entry, 'build.json'), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Another name of the file changes the time of its entry, so that one is left out. */
async function stampIn(entry: string): Promise<string | undefined> {
  const stats = await stat(join(entry, 'binary'), { bigint: true }).catch(() => undefined);
  return stats && `${stats.ino}:${stats.size}:${stats.mtimeNs}`;
}

/** After a crash of the machine a file may have its size and not its bytes, unless it was written out before. */
async function writtenOut(path: string): Promise<void> {
  await using file = await open(path);
  await file.datasync();
}

/** A file system without links, or with the two folders on different ones, costs a copy. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (isThere(error)) throw error;
    await copyFile(from, to);
    await chmod(to, 0o755);
  }
}

function isThere(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EEXIST' || code === 'ENOTEMPTY';
}

/** SHA-256 in hex of what a file holds. */
export async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}
