import { statfs } from 'node:fs/promises';

/** Kinds of file system (Linux `statfs` magic numbers) on which a change made elsewhere sends no event here. */
const silent: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9P'],
  [0x786f4256, 'a VirtualBox share'],
  [0x6a656a63, 'a Docker Desktop share'],
]);

/** Why these paths must be looked at over and over; `undefined` where the system tells of changes itself. */
export async function pollingReason(paths: readonly string[]): Promise<string | undefined> {
  if (/^(1|true)$/i.test(process.env.CHOKIDAR_USEPOLLING ?? '')) {
    return 'looks for changes ten times a second, as CHOKIDAR_USEPOLLING asks';
  }
  const kinds = await Promise.all(
    paths.map((path) =>
      statfs(path).then(
        // Some kernels hand the number out with its sign extended.
        ({ type }) => silent.get(type >>> 0),
        () => undefined,
      ),
    ),
  );
  const kind = kinds.find((name) => name !== undefined);
  return kind && `the source lies on ${kind}, where changes send no events: looks ten times a second instead`;
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
