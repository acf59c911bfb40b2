import { chmod, lstat, mkdir } from 'node:fs/promises';
import { SimError } from '../errors.js';
import { notWritten } from './not-written.js';

/** What a refusal says besides the reason. */
export interface Remedy {
  /** What to type where the folder is somebody else's, a link or no folder. */
  readonly hint: string;
}

/** For folders of Sim's own making. */
const usual: Remedy = {
  hint: 'remove it, or set SIM_STATE_DIR to a folder of your own that no other user can write to',
};

/**
 * Makes a folder that only this user can enter, and looks at it afterwards: in a place that others can write to, one of that
 * name may have been there before. One of ours that was open to others is closed. Throws SimError `failed` where it is a link,
 * belongs to another user or can't be made.
 */
export async function makePrivateFolder(path: string, remedy: Remedy = usual): Promise<void> {
  // A link is refused before anything is made where it points.
  await requirePrivateFolder(path, remedy);
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw notWritten(path, error);
  });
  await requirePrivateFolder(path, remedy);
}

/**
 * Closes a folder of this user's to others. Throws SimError `failed` where it is a link, no folder or another user's; one that does not exist
 * is no error.
 */
export async function requirePrivateFolder(path: string, remedy: Remedy = usual): Promise<void> {
  const found = await lookAt(path);
  if (found.state === 'refused') throw refused(path, found.reason, remedy);
  if (found.state === 'ours' && found.openTo !== 'nobody') await chmod(path, 0o700);
}

/** Throws SimError `failed` where a folder that the user named can be written to by others, who could replace what is in it. */
export async function requireOwnFolder(path: string, remedy: Remedy): Promise<void> {
  const found = await lookAt(path);
  if (found.state === 'refused') throw refused(path, found.reason, remedy);
  if (found.state === 'ours' && found.openTo === 'writers') {
    throw refused(path, 'can be written to by other users', { hint: `chmod go-w ${path}` });
  }
}

/** What stands at a path. */
export type FolderLook =
  | { readonly state: 'absent' }
  | { readonly state: 'ours'; readonly openTo: 'nobody' | 'readers' | 'writers' }
  /** `reason` goes on after the path: `is a symbolic link`. */
  | { readonly state: 'refused'; readonly reason: string };

/** Looks at the folder itself, never at where a link points. */
export async function lookAt(path: string): Promise<FolderLook> {
  const stats = await lstat(path).catch((error: unknown) => {
    if (isAbsent(error)) return undefined;
    throw error;
  });
  if (stats === undefined) return { state: 'absent' };
  if (stats.isSymbolicLink()) return { state: 'refused', reason: 'is a symbolic link' };
  if (!stats.isDirectory()) return { state: 'refused', reason: 'is no folder' };
  const us = process.getuid?.();
  if (us !== undefined && stats.uid !== us) {
    return { state: 'refused', reason: `belongs to another user (number ${stats.uid})` };
  }
  const openTo = stats.mode & 0o022 ? 'writers' : stats.mode & 0o077 ? 'readers' : 'nobody';
  return { state: 'ours', openTo };
}

/** Whether an error says that nothing is there, or that this user may not even look; making something there then fails with the reason. */
function isAbsent(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['ENOENT', 'ENOTDIR', 'EACCES'].includes(code);
}

function refused(path: string, reason: string, { hint }: Remedy): SimError {
  return new SimError('failed', `${path} ${reason}, so it is not used`, { hint });
}
