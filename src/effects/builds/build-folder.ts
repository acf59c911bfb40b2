import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { type BuildRecord, readRecord, recordName } from './build-record.js';

const current = z.object({ build: z.int().positive(), binary: z.string() });

/** The mounted folder with the builds of one service: `current`, and a folder for each build. */
export interface BuildFolder {
  /** Makes the folder of a build, empty, and says where its binary and its work files go. */
  prepare(build: number): Promise<{ readonly binary: string; readonly workDirectory: string }>;
  clearWork(build: number): Promise<void>;
  discard(build: number): Promise<void>;
  /** Keeps what is known of a finished build beside its binary. */
  keep(record: BuildRecord): Promise<void>;
  digest(build: number): Promise<string>;
  /** The digest that a kept build had when it was made. */
  knownDigest(build: number): Promise<string | undefined>;
  /** What the runner should run, as `current` says. */
  current(): Promise<number | undefined>;
  makeCurrent(build: number): Promise<void>;
  numbers(): Promise<readonly number[]>;
  record(build: number): Promise<BuildRecord | undefined>;
  /** Removes builds that were never finished, and old ones: all but the newest ten and those named. No build may be under way. */
  prune(keep: readonly (number | undefined)[]): Promise<void>;
}

const kept = 10;

/** `builds/<service>` below the environment's state folder. Readable by the container's user, whoever that is. */
export function buildFolder(stateDir: string, service: string): BuildFolder {
  const root = join(stateDir, 'builds', service);
  const of = (build: number) => join(root, String(build));
  const binaryOf = (build: number) => join(of(build), service);
  const workOf = (build: number) => join(of(build), '.work');

  const numbers = async () => {
    const names = await readdir(root).catch(() => []);
    return names.filter((name) => /^[1-9]\d*$/.test(name)).map(Number);
  };
  return {
    numbers,
    async prepare(build) {
      await rm(of(build), { recursive: true, force: true });
      await mkdir(workOf(build), { recursive: true });
      // Whatever the user's mask: `.sim` itself is closed to others, the mount inside the container must not be.
      await Promise.all([chmod(root, 0o755), chmod(of(build), 0o755)]);
      return { binary: binaryOf(build), workDirectory: workOf(build) };
    },
    clearWork: (build) => rm(workOf(build), { recursive: true, force: true }),
    discard: (build) => rm(of(build), { recursive: true, force: true }),
    async keep(record) {
      await chmod(binaryOf(record.number), 0o755);
      await writeFile(join(of(record.number), recordName), JSON.stringify(record));
    },
    async digest(build) {
      const hash = createHash('sha256');
      await pipeline(createReadStream(binaryOf(build), { highWaterMark: 1024 * 1024 }), hash);
      return hash.digest('hex');
    },
    async knownDigest(build) {
      return (await readRecord(of(build)))?.digest;
    },
    async current() {
      const text = await readFile(join(root, 'current'), 'utf8').catch(() => '{}');
      return parseCurrent(text);
    },
    async makeCurrent(build) {
      const target = join(root, 'current');
      await writeFile(`${target}.new`, JSON.stringify({ build, binary: `${build}/${service}` }), {
        mode: 0o644,
      });
      await chmod(`${target}.new`, 0o644);
      await rename(`${target}.new`, target);
    },
    record: (build) => readRecord(of(build)),
    async prune(keep) {
      const all = [...(await numbers())].sort((a, b) => b - a);
      const records = await Promise.all(all.map((build) => readRecord(of(build))));
      const finished = all.filter((_, i) => records[i] !== undefined);
      const spared = [...finished.slice(0, kept), ...keep];
      const gone = all.filter((build) => !spared.includes(build));
      await Promise.all(gone.map((build) => rm(of(build), { recursive: true, force: true })));
    },
  };
}

function parseCurrent(text: string): number | undefined {
  try {
    return current.safeParse(JSON.parse(text)).data?.build;
  } catch {
    return undefined;
  }
}
