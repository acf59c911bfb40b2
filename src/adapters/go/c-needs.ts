import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { mayBeBuilt } from './build-constraint.js';
import type { BuildSetup, NeedsC } from './build-setup.js';
import { stampOf, sumOf } from './file-sums.js';
import { type GoSettings, runGo } from './go-command.js';
import type { Listed } from './go-list.js';

type CNeeds = (
  cwd: string,
  packages: readonly Listed[],
  listedBy: Pick<BuildSetup, 'loadFlags' | 'environment'> & {
    /** Those of GOFLAGS. */
    readonly tags: readonly string[];
  },
) => Promise<readonly NeedsC[]>;

const names = z.array(z.string()).optional();
const answer = z.object({ ImportPath: z.string(), CgoFiles: names, GoFiles: names });

/** Files that are for other systems by their names can't be what C adds. */
const forOthers =
  /_(?:aix|android|darwin|dragonfly|freebsd|hurd|illumos|ios|js|nacl|netbsd|openbsd|plan9|solaris|wasip1|windows|zos)(?:_\w+)?\.go$/;
const architectures =
  /_(386|amd64|arm|arm64|loong64|mips|mips64|mips64le|mipsle|ppc64|ppc64le|riscv64|s390x|wasm)\.go$/;
const mentionsC = /^\s*import\s*(?:\(\s*)?"C"|^\/\/go:build .*\bcgo\b/m;

/**
 * Finds the packages beyond Go's own that are others with C than without it. Go is asked only about those with a left-out file that
 * speaks of C, and once for the same files.
 */
export function createCNeeds(settings: GoSettings): CNeeds {
  const known = new Map<string, NeedsC | 'no'>();
  return async (cwd, packages, listedBy) => {
    const candidates = (
      await Promise.all(packages.map((one) => candidate(one, settings.architecture)))
    ).flatMap((one) => one ?? []);
    const isNew = candidates.filter(({ key }) => !known.has(key));
    const tags = tagsWithC(settings, listedBy);
    const speaking = await Promise.all(isNew.map(async (one) => ((await speaksOfC(one, tags)) ? [one] : [])));
    const suspects = speaking.flat();
    const others = await askOther(settings, cwd, suspects, listedBy);
    for (const { key, one } of isNew) {
      const other = others.get(one.ImportPath);
      known.set(key, other === undefined ? 'no' : differing(one, other, listedBy));
    }
    return candidates.flatMap(({ key }) => {
      const needs = known.get(key) ?? 'no';
      return needs === 'no' ? [] : [needs];
    });
  };
}

interface Candidate {
  readonly one: Listed;
  /** Left-out files that may be for builds with C. */
  readonly ignored: readonly string[];
  /** The same as long as the same files are there. */
  readonly key: string;
}

async function candidate(one: Listed, architecture: string): Promise<Candidate | undefined> {
  const { Dir, Standard, CgoFiles = [], GoFiles = [], IgnoredGoFiles = [] } = one;
  if (Standard || Dir === undefined) return undefined;
  const ignored = IgnoredGoFiles.filter(
    (name) => !forOthers.test(name) && [undefined, architecture].includes(architectures.exec(name)?.[1]),
  );
  if (CgoFiles.length === 0 && ignored.length === 0) return undefined;
  const all = [...GoFiles, ...CgoFiles, ...IgnoredGoFiles].toSorted();
  // What lies in the module cache stays as it is.
  const isFixed = /@v[^/]*(?:\/|$)/.test(Dir);
  const stamps = isFixed ? [] : await Promise.all(all.map((name) => stampAt(join(Dir, name))));
  return { one, ignored, key: sumOf([Dir, ...all, '', ...stamps]) };
}

async function stampAt(path: string): Promise<string> {
  return stat(path, { bigint: true }).then(stampOf, () => 'gone');
}

/** What counts as true in a build with C. */
function tagsWithC(
  { architecture }: GoSettings,
  { loadFlags, tags }: Parameters<CNeeds>[2],
): ReadonlySet<string> {
  const flags = loadFlags.flatMap((flag) => /^-tags=(.*)$/.exec(flag)?.[1]?.split(',') ?? []);
  return new Set(['linux', 'unix', 'gc', 'cgo', architecture, ...tags, ...flags]);
}

async function speaksOfC(
  { one: { Dir = '', CgoFiles = [] }, ignored }: Candidate,
  tags: ReadonlySet<string>,
): Promise<boolean> {
  if (CgoFiles.length > 0) return true;
  const texts = await Promise.all(ignored.map((name) => readFile(join(Dir, name), 'utf8').catch(() => '')));
  return texts.some((text) => mentionsC.test(text) && mayBeBuilt(text, tags));
}

type Asked = z.infer<typeof answer>;

/** What Go says of some packages where C is used, if it was not, or the other way round. */
async function askOther(
  settings: GoSettings,
  cwd: string,
  suspects: readonly Candidate[],
  { loadFlags, environment }: Pick<BuildSetup, 'loadFlags' | 'environment'>,
): Promise<ReadonlyMap<string, Asked>> {
  if (suspects.length === 0) return new Map();
  const paths = suspects.map(({ one }) => one.ImportPath);
  const run = await runGo(
    settings,
    ['list', '-e', ...loadFlags, '-json=ImportPath,CgoFiles,GoFiles', ...paths],
    {
      cwd,
      env: { CGO_ENABLED: environment.CGO_ENABLED === '1' ? '0' : '1' },
    },
  );
  const each = run.stdout.split(/^\}$/m).filter((part) => part.trim() !== '');
  return new Map(
    each.flatMap((part) => {
      const { data } = answer.safeParse(JSON.parse(`${part}}`));
      return data === undefined ? [] : [[data.ImportPath, data] as const];
    }),
  );
}

function differing(
  one: Listed,
  other: Asked,
  { environment }: Pick<BuildSetup, 'environment'>,
): NeedsC | 'no' {
  const withC = environment.CGO_ENABLED === '1' ? one : other;
  const without = environment.CGO_ENABLED === '1' ? other : one;
  const same =
    (withC.CgoFiles ?? []).length === 0 &&
    (withC.GoFiles ?? []).join('\n') === (without.GoFiles ?? []).join('\n');
  return same ? 'no' : { path: one.ImportPath, alone: (without.GoFiles ?? []).length === 0 };
}
