import { readFile, rename, writeFile } from 'node:fs/promises';
import { createLock } from '../adapters/compose/lock.js';
import type { ImageFound } from './provider.js';

/** Writes down which image each service got. */
export type RecordImage = (service: string, declared: string | undefined, found: ImageFound) => Promise<void>;

/**
 * Keeps `images.json` of an environment: service -> the image as declared, what serves it, where that came from, and its digest (the
 * registry's where it came from one). Pinned by tag, a registry may still give something else tomorrow: this says what it was.
 */
export function createImageRecord(path: string): RecordImage {
  const oneAtATime = createLock();
  return (service, declared, { reference, source, digest }) =>
    oneAtATime(async () => {
      const before = await readFile(path, 'utf8').catch(() => '{}');
      const known: unknown = parsed(before);
      const record = { declared: declared ?? null, reference, source, digest };
      const text = `${JSON.stringify({ ...(typeof known === 'object' ? known : {}), [service]: record }, null, 2)}\n`;
      if (text === before) return;
      await writeFile(`${path}.new`, text, { mode: 0o600 });
      await rename(`${path}.new`, path);
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
