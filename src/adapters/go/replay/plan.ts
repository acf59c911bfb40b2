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

/** What Go did for the last build of a `package main`, and what came of it: enough to do it again without Go. */
export type Plan = z.infer<typeof schema>;

const name = 'plan.json';

/** The plan kept in a folder; `undefined` where none is, or one of another version of Sim. */
export async function readPlan(folder: string): Promise<Plan | undefined> {
  try {
    return schema.safeParse(JSON.parse(await readFile(join(folder, name), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Keeps a plan, with those of its archives that lie in a work folder, instead of the one before. */
export async function keepPlan(folder: string, plan: Plan, workDirectory: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  // A cut short writing must leave the plan before with its archives, so each gets a name of its own.
  const turn = `${Date.now().toString(36)}-`;
  const archives = { ...plan.archives };
  for (const [i, [path, archive]] of Object.entries(archives).entries()) {
    if (!archive.startsWith(`${workDirectory}/`)) continue;
    archives[path] = join(folder, `${turn}${i}.a`);
    await rename(archive, archives[path]);
  }
  const target = join(folder, name);
  await writeFile(`${target}.new`, JSON.stringify({ ...plan, archives } satisfies Plan));
  await rename(`${target}.new`, target);
  const kept = new Set(Object.values(archives).map((archive) => basename(archive)));
  const old = (await readdir(folder)).filter((file) => file !== name && !kept.has(file));
  await Promise.all(old.map((file) => rm(join(folder, file))));
}

/** Puts the plan of one folder into another, with those of its archives that lie beside it; nothing where none is. */
export async function copyPlan(from: string, to: string): Promise<void> {
  const plan = await readPlan(from);
  if (plan === undefined) return;
  const fresh = `${to}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(fresh, { recursive: true, mode: 0o700 });
    const archives = { ...plan.archives };
    for (const [path, archive] of Object.entries(archives)) {
      if (!archive.startsWith(`${from}/`)) continue;
      const copy = join(fresh, basename(archive));
      // No archive is ever written to again, so a second name will do.
      await link(archive, copy).catch(() => copyFile(archive, copy));
      archives[path] = join(to, basename(archive));
    }
    await writeFile(join(fresh, name), JSON.stringify({ ...plan, archives } satisfies Plan));
    await rm(to, { recursive: true, force: true });
    await rename(fresh, to);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** What has to be compiled, or why that is for Go to find out. */
export type Changed = { readonly packages: ReadonlySet<string> } | { readonly refused: string };

/** The packages to compile because their own source or what they embed differs. */
export function changedPackages(plan: Plan, { words: now, content }: Source): Changed {
  if (plan.words !== now)
    return { refused: 'packages, files or settings differ from those of the last build' };
  const paths = new Map(Object.entries(plan.compiles).map(([path, { folder }]) => [folder, path]));
  const folders = differing(plan.content.folders, content.folders);
  const files = differing(plan.content.embedded, content.embedded);
  const unknown = folders.find((folder) => !paths.has(folder));
  if (unknown !== undefined) return { refused: `how the package in ${unknown} is compiled is not known yet` };
  const embedders = Object.entries(plan.compiles).filter(([, { embeds }]) => {
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
