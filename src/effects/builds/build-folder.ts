import { chmod, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stampOf } from '../../adapters/go/file-sums.js';
import { type BuildRecord, readRecord, recordName } from './build-record.js';
import { fileDigest } from './build-store.js';
import { recordedFolder } from './leave-recorded-builds.js';

/** The folder with the builds of one service, one below it for each. */
export interface BuildFolder {
  /** Makes the folder of a build, empty, and says where its binary and its work files go. */
  prepare(build: number): Promise<{ readonly binary: string; readonly workDirectory: string }>;
  /** The folder of the recorded build, which makes the next builds quicker; not mounted. */
  readonly recordedDirectory: string;
  /** Absolute path of a build's binary. */
  binary(build: number): string;
  clearWork(build: number): Promise<void>;
  discard(build: number): Promise<void>;
  /** Keeps what is known of a finished build beside its binary. */
  keep(record: BuildRecord): Promise<void>;
  digest(build: number): Promise<string>;
  /** Whether a build's binary is still what was built: a crash of the machine may have cut it short. */
  isSound(record: BuildRecord): Promise<boolean>;
  numbers(): Promise<readonly number[]>;
  record(build: number): Promise<BuildRecord | undefined>;
  /** What is known of all finished builds, newest first. */
  records(): Promise<readonly BuildRecord[]>;
  /**
   * Removes builds that were never finished, and all finished ones but the newest ten and those in `keep`; resolves with those that stay.
   * No build may be under way.
   */
  prune(keep: readonly (number | undefined)[]): Promise<readonly number[]>;
}

const kept = 10;

/** `builds/<service>` below the environment's state folder. Every user can read it, because a container may run as any. */
export function buildFolder(stateDir: string, service: string): BuildFolder {
  const root = join(stateDir, 'builds', service);
  const of = (build: number) => join(root, String(build));
  const binaryOf = (build: number) => join(of(build), service);
  const workOf = (build: number) => join(of(build), '.work');

  const numbers = async () => {
    const names = await readdir(root).catch(() => []);
    return names.filter((name) => /^[1-9]\d*$/.test(name)).map(Number);
  };
  const records = async () => {
    const found = await Promise.all((await numbers()).map((build) => readRecord(of(build))));
    return found.filter((record) => record !== undefined).sort((a, b) => b.number - a.number);
  };
  const digest = (build: number) => fileDigest(binaryOf(build));
  const keep = async (record: BuildRecord) => {
    await chmod(binaryOf(record.number), 0o755);
    const target = join(of(record.number), recordName);
    const stamp = await fileStamp(binaryOf(record.number));
    await writeFile(`${target}.new`, JSON.stringify({ ...record, stamp } satisfies BuildRecord));
    await rename(`${target}.new`, target);
  };
  return {
    recordedDirectory: join(recordedFolder(stateDir), service),
    numbers,
    binary: binaryOf,
    async prepare(build) {
      await rm(of(build), { recursive: true, force: true });
      await mkdir(workOf(build), { recursive: true });
      // `.sim` is closed to other users, but the mount inside the container must be open, whatever the user's umask.
      await Promise.all([chmod(root, 0o755), chmod(of(build), 0o755)]);
      return { binary: binaryOf(build), workDirectory: workOf(build) };
    },
    clearWork: (build) => rm(workOf(build), { recursive: true, force: true }),
    discard: (build) => rm(of(build), { recursive: true, force: true }),
    keep,
    digest,
    async isSound(record) {
      if (record.stamp !== undefined && record.stamp === (await fileStamp(binaryOf(record.number))))
        return true;
      if ((await digest(record.number).catch(() => undefined)) !== record.digest) return false;
      await keep(record);
      return true;
    },
    record: (build) => readRecord(of(build)),
    records,
    async prune(keep) {
      const finished = (await records()).map(({ number }) => number);
      const stay = finished.filter((build, i) => i < kept || keep.includes(build));
      const gone = (await numbers()).filter((build) => !stay.includes(build));
      await Promise.all(gone.map((build) => rm(of(build), { recursive: true, force: true })));
      return stay;
    },
  };
}

async function fileStamp(path: string): Promise<string | undefined> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  return stats && stampOf(stats);
}
