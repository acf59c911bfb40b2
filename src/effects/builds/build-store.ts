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

/** How many bytes all builds of a checkout may take that no environment uses. */
const mostBytes = 2 * 1024 ** 3;

const schema = z.object({
  /** SHA-256 of the binary, in hex. */
  digest: z.string(),
  /** The binary's entry in the file system when it was kept: as long as that is the same, so are its bytes. */
  stamp: z.string().optional(),
});

/**
 * The binaries that were built in a checkout, by the sum of their source, for all its environments: the second environment that wants one
 * compiles nothing. An environment has a hard link to the same file, so a binary that is removed here goes on running there.
 */
export interface BuildStore {
  /** Puts the binary of a source at `target`, which must not exist yet; `false` where there is none, or it is no longer what was built. */
  take(sum: string, target: string): Promise<boolean>;
  /** Keeps a binary that was just made. Rejects with the error of the file system. */
  keep(sum: string, binary: string, digest: string): Promise<void>;
  /** Remembers which build of a service was made current last, in any environment: a new environment begins with it. */
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
        // Another environment has just removed it.
        return false;
      }
      // Reading the binaries to check them would cost each start a third of a second for six of them.
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
        // Of two that have built the same at once the second leaves the first one's entry.
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
    // An entry that is being made or removed at the moment.
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

/** The stamp of a file, without the time that another hard link changes. */
async function stampIn(entry: string): Promise<string | undefined> {
  const stats = await stat(join(entry, 'binary'), { bigint: true }).catch(() => undefined);
  return stats && `${stats.ino}:${stats.size}:${stats.mtimeNs}`;
}

/** Flushes a file to the disk: after a crash of the machine it could otherwise have its size and not its bytes. */
async function writtenOut(path: string): Promise<void> {
  await using file = await open(path);
  await file.datasync();
}

/** Links a file, or copies it where the file system has no links or the folders are on different ones. */
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
