import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import type { RunCommand } from '../engine/commands.js';

/** Where machines have their time zones. */
const usual = '/usr/share/zoneinfo';

/**
 * Puts the time zones into `folder`: those that come with Go, else those of this machine. Where there are neither, a service knows
 * UTC alone, as in an image without them.
 */
export async function writeZones(folder: string, run: RunCommand, signal: AbortSignal): Promise<void> {
  const { stdout, exitCode } = await run(['go', 'env', 'GOROOT'], { signal });
  const zip = join(stdout.trim(), 'lib/time/zoneinfo.zip');
  const archive = exitCode === 0 ? await readFile(zip).catch(() => undefined) : undefined;
  if (archive === undefined) {
    await cp(usual, folder, { recursive: true, dereference: true }).catch(() => undefined);
    return;
  }
  for (const { name, content } of zipped(archive)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

/** The files of a zip archive by its central directory: Go's has no comment, and no file that is larger than 4 GB. */
export function zipped(archive: Buffer): readonly { readonly name: string; readonly content: Buffer }[] {
  const end = archive.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end === -1) return [];
  const files: { name: string; content: Buffer }[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const name = archive.toString('utf8', at + 46, at + 46 + archive.readUInt16LE(at + 28));
    if (!name.endsWith('/')) files.push({ name, content: contentAt(archive, at) });
    at += 46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

/** The content of the file whose entry in the central directory begins at `at`. */
function contentAt(archive: Buffer, at: number): Buffer {
  const header = archive.readUInt32LE(at + 42);
  const from = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const content = archive.subarray(from, from + archive.readUInt32LE(at + 20));
  const isDeflated = archive.readUInt16LE(at + 10) === 8;
  return isDeflated ? inflateRawSync(content) : content;
}
