import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A Go module in a folder of its own, removed with its scope. */
export interface TempModule extends AsyncDisposable {
  readonly root: string;
  /** Absolute path of a file of it. */
  path(file: string): string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
}

/** Writes a module `test.example` with these files. Its path has a space in it, as users' paths have. */
export async function goModule(files: Readonly<Record<string, string>>): Promise<TempModule> {
  const top = await realpath(await mkdtemp(join(tmpdir(), 'sim go ')));
  const path = (file: string) => join(top, file);
  const write = async (more: Readonly<Record<string, string>>) => {
    for (const [file, text] of Object.entries(more)) {
      await mkdir(dirname(path(file)), { recursive: true });
      await writeFile(path(file), text);
    }
  };
  await write({ 'go.mod': 'module test.example\n\ngo 1.24\n', ...files });
  return {
    root: top,
    path,
    write,
    [Symbol.asyncDispose]: () => rm(top, { recursive: true, force: true }),
  };
}

/** A service in two packages that compiles in a moment, because it imports nothing of the standard library. */
export const twoPackages = {
  'catalog/main.go': `package main

import "test.example/internal/price"

func main() {
	println("price", price.Of("tea"))
}
`,
  'internal/price/price.go': `package price

func Of(name string) int { return len(name) }
`,
};

/** The environment of this process without settings that tests must not depend on. */
export const goEnv: Readonly<Record<string, string | undefined>> = { ...process.env, GOFLAGS: '' };
