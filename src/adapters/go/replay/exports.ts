import { open } from 'node:fs/promises';

/** An archive's first line, and the head of its first file. */
const headSize = 8 + 60;

/**
 * What a package tells those that import it, with the bodies that the compiler may put into them: as long as it is the same,
 * so would be all that was compiled against it. The linker refuses archives where it is not what their importers saw.
 * `undefined` where the archive is no longer there, or of another make.
 */
export async function readExports(archive: string): Promise<Buffer | undefined> {
  await using file = await open(archive).catch(() => undefined);
  if (file === undefined) return undefined;
  const head = (await file.read({ buffer: Buffer.alloc(headSize), position: 0 })).buffer.toString('latin1');
  const [, size] = /^!<arch>\n__\.PKGDEF {7}.{32}(\d+) *`\n$/.exec(head) ?? [];
  if (size === undefined) return undefined;
  const { buffer } = await file.read({ buffer: Buffer.alloc(Number(size)), position: headSize });
  // What is above names the build.
  const begin = buffer.indexOf('\n$$B\n');
  return begin === -1 ? undefined : buffer.subarray(begin);
}
