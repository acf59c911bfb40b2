import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/**
 * Writes a Dockerfile for one build into `folder`, under its own name, which BuildKit's messages repeat; with its own list of what is
 * ignored beside it, which counts before that of the context. Answers its absolute path.
 */
export async function keepDockerfile(folder: string, original: string, text: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, basename(original));
  await writeFile(path, text, { mode: 0o600 });
  await copyFile(`${original}.dockerignore`, `${path}.dockerignore`).catch(() =>
    rm(`${path}.dockerignore`, { force: true }),
  );
  return path;
}
