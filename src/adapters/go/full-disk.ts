import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { RawBuildError } from './build-errors.js';
import { type GoSettings, runGo } from './go-command.js';

/** A folder that Go writes to. */
interface Place {
  readonly path: string;
  readonly what: string;
  readonly remedy: string;
}

const noRoom = /no space left on device|dis[ck] quota exceeded/;
/** Go writes an index of each standard package into its cache, and takes those for missing of which it can't. */
const missing = /package \S+ is not in std \((.+)\)$/gm;
/** What Go could not write may have been larger than what is left. */
const nearlyFullBytes = 32 * 1024 * 1024;

/** Which disk had no room where that made Go fail: Go itself names only a file, or packages that are not missing at all. */
export async function fullDisk(
  settings: GoSettings,
  stderr: string,
  { cwd, workDirectory }: { readonly cwd: string; readonly workDirectory?: string },
): Promise<RawBuildError | undefined> {
  const lines = stderr.split('\n').filter((line) => noRoom.test(line));
  if (lines.length === 0 && ![...stderr.matchAll(missing)].some(([, folder]) => existsSync(folder ?? ''))) {
    return undefined;
  }
  const { stdout } = await runGo(settings, ['env', '-json=false', 'GOCACHE', 'GOTMPDIR'], { cwd });
  const [cache = '', temporary = ''] = stdout.split('\n');
  const places = [
    cachePlace(cache),
    workPlace(workDirectory ?? (temporary || settings.env.TMPDIR || tmpdir())),
  ];
  const looked = await Promise.all(places.map(async (place) => ({ place, left: await roomAt(place.path) })));
  const named = looked.find(({ place }) => lines.some((line) => line.includes(`${place.path}/`)));
  const found = named ?? looked.find(({ left }) => left !== undefined && left.bytes < nearlyFullBytes);
  if (found === undefined) return undefined;
  const { place, left } = found;
  const message = [
    `no space left on device: ${place.what}, ${place.path}${left === undefined ? '' : ` (${left.words})`}`,
    `${place.remedy}; the next change builds again.`,
  ].join('\n');
  return { file: undefined, line: undefined, column: undefined, message };
}

function cachePlace(path: string): Place {
  return {
    path,
    what: 'Go’s build cache',
    remedy: 'Free some space there (`go clean -cache` empties it), or set GOCACHE to a folder with room',
  };
}

function workPlace(path: string): Place {
  return { path, what: 'Go’s work files', remedy: 'Free some space on that disk' };
}

async function roomAt(path: string): Promise<{ readonly bytes: number; readonly words: string } | undefined> {
  const disk = await statfs(path).catch(() => undefined);
  if (disk === undefined) return undefined;
  // Some file systems don't count files.
  if (disk.files > 0 && disk.ffree === 0) return { bytes: 0, words: 'no more files fit on its disk' };
  const bytes = disk.bavail * disk.bsize;
  return { bytes, words: `${megabytes(bytes)} of ${megabytes(disk.blocks * disk.bsize)} MB free` };
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 1 : 0);
}
