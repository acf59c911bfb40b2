import { readFile, realpath, statfs } from 'node:fs/promises';

/** Kinds of file system (Linux `statfs` magic numbers) on which a change made elsewhere sends no event here. */
const silent: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9P'],
  [0x786f4256, 'a VirtualBox share'],
  [0xbacbacbc, 'a VMware share'],
  [0x7c7c6673, 'a Parallels share'],
  [0x6a656a63, 'a Docker Desktop share'],
  [0x65735546, 'FUSE'],
  [0x5346414f, 'AFS'],
  [0x73757245, 'Coda'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
]);

const fuse = 0x65735546;

/** A place where changes must be looked for, and why. */
export interface Polled {
  readonly path: string;
  readonly reason: string;
}

/** Those of the paths that have to be polled; the system reports changes at the others by events. */
export async function polledPaths(paths: readonly string[]): Promise<readonly Polled[]> {
  if (/^(1|true)$/i.test(process.env.CHOKIDAR_USEPOLLING ?? '')) {
    const reason = 'looks for changes ten times a second, as CHOKIDAR_USEPOLLING asks';
    return paths.map((path) => ({ path, reason }));
  }
  const found = await Promise.all(
    paths.map(async (path) => {
      const kind = await silenceOf(path);
      return kind === undefined ? [] : [{ path, reason: pollingWords(path, kind) }];
    }),
  );
  return found.flat();
}

function pollingWords(path: string, kind: string): string {
  return `${path} lies on ${kind}, where changes made elsewhere send no events: looks for them ten times a second instead`;
}

async function silenceOf(path: string): Promise<string | undefined> {
  const stats = await statfs(path).catch(() => undefined);
  // Some kernels hand the number out with its sign extended.
  const magic = stats && stats.type >>> 0;
  if (magic !== fuse) return magic === undefined ? undefined : silent.get(magic);
  const mounts = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  const kind = mountedKind(mounts, await realpath(path).catch(() => path));
  // A disk of this machine behind a driver in user space: no other machine writes to it.
  if (kind === 'fuseblk') return undefined;
  return kind === undefined || kind === 'fuse'
    ? 'a FUSE mount'
    : `a FUSE mount (${kind.replace(/^fuse\./, '')})`;
}

/** The type of the file system of an absolute path, as `/proc/self/mountinfo` has it (proc_pid_mountinfo(5)). */
export function mountedKind(mountinfo: string, path: string): string | undefined {
  const mounts = mountinfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const point = before
      .split(' ')[4]
      ?.replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
    const [kind] = after.split(' ');
    return point === undefined || kind === undefined || kind === '' ? [] : [{ point, kind }];
  });
  // Of two at the same place the later one hides the other.
  return mounts
    .filter(({ point }) => point === '/' || path === point || path.startsWith(`${point}/`))
    .reduce<(typeof mounts)[number] | undefined>(
      (best, each) => (each.point.length >= (best?.point.length ?? 0) ? each : best),
      undefined,
    )?.kind;
}

/** Why watching by events ended; `undefined` for errors that concern one file only. */
export function shortageReason(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC') {
    return 'the system has no more file watches (raise fs.inotify.max_user_watches): looks for changes ten times a second instead';
  }
  if (code === 'EMFILE') {
    return 'too many files are open to watch for changes (raise ulimit -n): looks for them ten times a second instead';
  }
  return undefined;
}
