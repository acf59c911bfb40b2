import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { isSecretName } from '../../../environment/secrets.js';

/** Keys have a few thousand bytes; what is larger is no secret that would show up in a line. */
const largestBytes = 65_536;

/** The contents of the files of this machine that a container gets as secrets: by Compose's `secrets:`, or named by a `…_FILE` variable. */
export async function mountedSecrets(info: Docker.ContainerInspectInfo): Promise<readonly string[]> {
  const named = (info.Config.Env ?? []).flatMap((pair) => {
    const [, name, path] = /^(\w+)_FILE=(\/.*)$/s.exec(pair) ?? [];
    const mount =
      path === undefined ? undefined : info.Mounts.find(({ Destination }) => covers(Destination, path));
    if (name === undefined || path === undefined || mount === undefined || !isSecretName(name)) return [];
    return [join(mount.Source, path.slice(mount.Destination.length))];
  });
  const secrets = info.Mounts.filter(({ Destination }) => Destination.startsWith('/run/secrets/'));
  const files = new Set([...secrets.map(({ Source }) => Source), ...named]);
  const texts = await Promise.all([...files].map(contentOf));
  return texts.filter((text) => text !== undefined);
}

function covers(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** The content of a file; `undefined` where it can't be read, or is binary. */
async function contentOf(path: string): Promise<string | undefined> {
  try {
    const stats = await stat(path);
    if (!stats.isFile() || stats.size > largestBytes) return undefined;
    const text = await readFile(path, 'utf8');
    // A keystore: no line of a log has that.
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
