import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isSimStep, type Opening, type Step } from './steps.ts';

/** What lies at a path. */
export type Entry =
  | { readonly kind: 'file'; readonly text: string }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'folder' };

/** All that lies below a folder, by relative path; folders before what is in them. */
export type Snapshot = ReadonlyMap<string, Entry>;

/** Lays out the tree with which a sequence begins. */
export async function layOut(root: string, { files, links = {} }: Opening): Promise<void> {
  await mkdir(root, { recursive: true });
  for (const [path, text] of Object.entries(files)) await act(root, { do: 'write', path, text });
  for (const [path, target] of Object.entries(links)) await act(root, { do: 'link', path, target });
}

/** Does one step, and says whether there was anything to do. What is not there any more is left alone. */
export async function act(root: string, step: Step): Promise<boolean> {
  if (isSimStep(step) || step.do === 'go') return false;
  if (step.do === 'pause') {
    await pause(step.ms);
    return true;
  }
  const path = join(root, step.path);
  const filled = (text: string) => text.replaceAll('@ROOT@', root);
  try {
    switch (step.do) {
      case 'write':
        await mkdir(dirname(path), { recursive: true });
        await write(path, filled(step.text), step.how);
        break;
      case 'replace': {
        const text = await readFile(path, 'utf8');
        const changed = text.replace(new RegExp(step.from, 'm'), () => filled(step.to));
        if (changed === text) return false;
        await writeFile(path, changed);
        break;
      }
      case 'remove':
        if (!isThere(path)) return false;
        await rm(path, { recursive: true });
        break;
      case 'move':
        await mkdir(dirname(join(root, step.to)), { recursive: true });
        await rename(path, join(root, step.to));
        break;
      case 'link':
        await mkdir(dirname(path), { recursive: true });
        await rm(path, { recursive: true, force: true });
        await symlink(filled(step.target), path);
        break;
      case 'folder':
        await mkdir(path, { recursive: true });
        break;
      case 'age': {
        const at = Date.now() / 1000 - step.seconds;
        await utimes(path, at, at);
        break;
      }
      default:
        step satisfies never;
    }
    return true;
  } catch (error) {
    if (isUnfit(error)) return false;
    throw error;
  }
}

/** What an edit needs was taken away before, or something else lies there. */
function isUnfit(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['ENOENT', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY', 'EEXIST', 'ELOOP', 'EINVAL'].includes(code);
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

async function write(path: string, text: string, how: 'rename' | 'halves' | undefined): Promise<void> {
  if (how === 'rename') {
    await writeFile(`${path}.tmp`, text);
    await rename(`${path}.tmp`, path);
    return;
  }
  if (how === 'halves') {
    await writeFile(path, text.slice(0, text.length / 2));
    await pause(30);
  }
  await writeFile(path, text);
}

/** What lies there now. */
export function snapshotOf(root: string): Snapshot {
  const entry = (path: string, kind: Entry['kind']): Entry => {
    if (kind === 'link') return { kind, target: readlinkSync(join(root, path)) };
    return kind === 'folder' ? { kind } : { kind, text: readFileSync(join(root, path), 'utf8') };
  };
  return new Map(pathsBelow(root).map(([path, kind]) => [path, entry(path, kind)]));
}

/** What lies below a folder, folders before what is in them. */
export function pathsBelow(root: string, folder = ''): readonly (readonly [string, Entry['kind']])[] {
  const whole = join(root, folder);
  if (lstatSync(whole, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(whole, { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isSymbolicLink()) return [[path, 'link'] as const];
    return entry.isDirectory()
      ? [[path, 'folder'] as const, ...pathsBelow(root, path)]
      : [[path, 'file'] as const];
  });
}

/** The steps that bring what lies there back to what lay there before. */
export function stepsBack(root: string, now: Snapshot, before: Snapshot): readonly Step[] {
  const anywhere = (text: string) => text.replaceAll(root, '@ROOT@');
  const gone = [...now.keys()].filter((path) => now.get(path)?.kind !== before.get(path)?.kind);
  const topmost = gone.filter((path) => !gone.some((other) => path.startsWith(`${other}/`)));
  const isGone = (path: string) => topmost.some((top) => path === top || path.startsWith(`${top}/`));
  const made = [...before].flatMap(([path, entry]): Step[] => {
    if (!isGone(path) && isSame(now.get(path), entry)) return [];
    if (entry.kind === 'folder') return [{ do: 'folder', path }];
    if (entry.kind === 'link') return [{ do: 'link', path, target: anywhere(entry.target) }];
    return [{ do: 'write', path, text: anywhere(entry.text) }];
  });
  return [...topmost.map((path): Step => ({ do: 'remove', path })), ...made];
}

function isSame(one: Entry | undefined, other: Entry): boolean {
  if (one?.kind === 'file' && other.kind === 'file') return one.text === other.text;
  if (one?.kind === 'link' && other.kind === 'link') return one.target === other.target;
  return one?.kind === other.kind;
}
