import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** A folder that is gone when the test ends. */
async function temporary(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'sim-init-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of one of the repositories beside this folder, under its own name. */
export async function fixture(name: string): Promise<string> {
  const folder = join(await temporary(), name);
  await cp(join(fixtures, name), folder, { recursive: true });
  return folder;
}

/** A repository with these files, by their paths inside. */
export async function repositoryWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporary();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** Go with nothing fetched and nothing to be fetched: what the source itself shows is enough for `init`. */
export async function goAlone(): Promise<Readonly<Record<string, string | undefined>>> {
  const nothing = {
    GOPROXY: 'off',
    GOFLAGS: '',
    GOWORK: '',
    GOMODCACHE: await temporary(),
    GOTOOLCHAIN: 'local',
  };
  return { ...process.env, ...nothing };
}
