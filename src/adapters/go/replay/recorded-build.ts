import { randomBytes } from 'node:crypto';
import { copyFile, link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Source } from '../packages.js';

const words = z.record(z.string(), z.string());
const command = z.tuple([z.string()], z.string()).readonly();

const schema = z.object({
  /** What Go said when it was made (`Source.words`); commands are true only as long as Go says the same. */
  words: z.string(),
  content: z.object({ folders: words, embedded: words }),
  /** The archive of each package in the binary, by its import path, as it belongs to `content`. */
  archives: words,
  /** How packages are compiled, by their import paths. */
  compiles: z.record(
    z.string(),
    z.object({
      folder: z.string(),
      /** Of the package alone: as long as it is the same, so is the command. */
      shape: z.string(),
      command,
      imports: z.array(z.string()).readonly(),
      /** Other lines of its importcfg. */
      others: z.array(z.string()).readonly(),
      embeds: z.string().optional(),
    }),
  ),
  /** Packages that nobody knows how to compile, by what they import of `compiles`. */
  importers: z.record(z.string(), z.array(z.string())),
  link: z.object({ package: z.string(), command, others: z.array(z.string()).readonly() }),
});

/** The commands by which Go made the last build of a `package main`, and the archives that came of it: enough to replay it without Go. */
export type RecordedBuild = z.infer<typeof schema>;

const name = 'recorded.json';

/** Reads the recorded build in `folder`; `undefined` where there is none, or one of another version of Sim. Never throws. */
export async function readRecordedBuild(folder: string): Promise<RecordedBuild | undefined> {
  try {
    return schema.safeParse(JSON.parse(await readFile(join(folder, name), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Writes a recorded build to `folder` in place of the one before; archives that lie in `workDirectory` are moved there. */
export async function keepRecordedBuild(
  folder: string,
  recorded: RecordedBuild,
  workDirectory: string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  // Each archive gets a new name, so that a crash leaves the recorded build before whole.
  const turn = `${Date.now().toString(36)}-`;
  const archives = { ...recorded.archives };
  for (const [i, [path, archive]] of Object.entries(archives).entries()) {
    if (!archive.startsWith(`${workDirectory}/`)) continue;
    archives[path] = join(folder, `${turn}${i}.a`);
    await rename(archive, archives[path]);
  }
  const target = join(folder, name);
  await writeFile(`${target}.new`, JSON.stringify({ ...recorded, archives } satisfies RecordedBuild));
  await rename(`${target}.new`, target);
  const kept = new Set(Object.values(archives).map((archive) => basename(archive)));
  const old = (await readdir(folder)).filter((file) => file !== name && !kept.has(file));
  await Promise.all(old.map((file) => rm(join(folder, file))));
}

/** Copies the recorded build of one folder, and the archives beside it, to another; does nothing where there is none. */
export async function copyRecordedBuild(from: string, to: string): Promise<void> {
  const recorded = await readRecordedBuild(from);
  if (recorded === undefined) return;
  const fresh = `${to}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(fresh, { recursive: true, mode: 0o700 });
    const archives = { ...recorded.archives };
    for (const [path, archive] of Object.entries(archives)) {
      if (!archive.startsWith(`${from}/`)) continue;
      const copy = join(fresh, basename(archive));
      // No archive is ever written to again, so a second name will do.
      await link(archive, copy).catch(() => copyFile(archive, copy));
      archives[path] = join(to, basename(archive));
    }
    await writeFile(join(fresh, name), JSON.stringify({ ...recorded, archives } satisfies RecordedBuild));
    await rm(to, { recursive: true, force: true });
    await rename(fresh, to);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** What has to be compiled, or why that is for Go to find out. */
export type Changed = { readonly packages: ReadonlySet<string> } | { readonly refused: string };

/** The packages to compile because their own source or what they embed differs. */
export function changedPackages(recorded: RecordedBuild, { words: now, content }: Source): Changed {
  if (recorded.words !== now)
    return { refused: 'packages, files or settings differ from those of the last build' };
  const paths = new Map(Object.entries(recorded.compiles).map(([path, { folder }]) => [folder, path]));
  const folders = differing(recorded.content.folders, content.folders);
  const files = differing(recorded.content.embedded, content.embedded);
  const unknown = folders.find((folder) => !paths.has(folder));
  if (unknown !== undefined) return { refused: `how the package in ${unknown} is compiled is not known yet` };
  const embedders = Object.entries(recorded.compiles).filter(([, { embeds }]) => {
    const inside = embeddedFiles(embeds);
    return files.some((file) => inside.has(file));
  });
  const covered = new Set(embedders.flatMap(([, { embeds }]) => [...embeddedFiles(embeds)]));
  const strange = files.find((file) => !covered.has(file));
  if (strange !== undefined)
    return { refused: `how the package that embeds ${strange} is compiled is not known yet` };
  const packages = new Set([
    ...folders.flatMap((folder) => paths.get(folder) ?? []),
    ...embedders.map(([path]) => path),
  ]);
  // A build of unchanged source was asked for by a person, who may not trust the last one.
  return packages.size === 0 ? { refused: 'nothing has changed since the last build' } : { packages };
}

function differing(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.keys(after).filter((key) => after[key] !== before[key]);
}

const embedcfg = z.object({ Files: words.nullish() });

function embeddedFiles(text: string | undefined): ReadonlySet<string> {
  return new Set(text === undefined ? [] : Object.values(embedcfg.parse(JSON.parse(text)).Files ?? {}));
}
