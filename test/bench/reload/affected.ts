import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { median } from '../pairs.ts';
import type { BuildRecord, Records } from './records.ts';

/** How long Sim took to know what an edit affects; printed as one line of JSON. */
export interface AffectedCheck {
  readonly bench: 'reload';
  readonly subject: string;
  readonly runs: number;
  /** The services that were built. */
  readonly affected: readonly string[];
  /** From the save to the decision which services those are; absent where it was that none is. */
  readonly decidedMs?: number;
  /** From the save to the first of them having read what it is made from. */
  readonly firstStartedMs?: number;
}

/** Nobody in the shop imports them, so that each is another list. */
const imports = ['container/ring', 'encoding/ascii85', 'hash/adler32', 'hash/crc64', 'index/suffixarray'];

interface Edit {
  readonly subject: string;
  make(count: number): Promise<void>;
}

/** How long a file may be noticed late. */
const noticedMs = 1500;

/** Edits of four kinds, so many times each. */
export async function* whatIsAffected(
  shop: string,
  records: Records,
  runs: number,
): AsyncGenerator<AffectedCheck> {
  const run = Date.now().toString(36);
  for (const { subject, make } of await edits(shop, run)) {
    const decided: number[] = [];
    const started: number[] = [];
    let affected: readonly string[] = [];
    for (let count = 1; count <= runs; count += 1) {
      const before = await records.settled();
      const savedAt = Date.now();
      await make(count);
      await passed(noticedMs);
      const after = await records.settled();
      const fresh = Object.entries(after).filter(([name, build]) => isNewer(build, before[name]));
      affected = fresh.map(([name]) => name);
      const builds = fresh.map(([, build]) => build);
      if (builds.length > 0) {
        decided.push(Math.max(...builds.map(({ requestedAt }) => requestedAt)) - savedAt);
        started.push(Math.min(...builds.map(({ startedAt }) => startedAt)) - savedAt);
      }
    }
    yield {
      bench: 'reload',
      subject: `what is affected by an edit ${subject}`,
      runs,
      affected,
      ...(decided.length === 0 ? {} : { decidedMs: median(decided), firstStartedMs: median(started) }),
    };
  }
}

function isNewer(build: BuildRecord, before: BuildRecord | undefined): boolean {
  return build.requestedAt > (before?.requestedAt ?? 0);
}

async function edits(shop: string, run: string): Promise<readonly Edit[]> {
  const main = join(shop, 'cmd/catalog/main.go');
  const shared = join(shop, 'internal/problem/edition.go');
  const tests = join(shop, 'internal/catalog/edition_test.go');
  const read = async (file: string) => (await readFile(file, 'utf8')).trimEnd();
  const mainText = await read(main);
  return [
    {
      subject: 'in a package main',
      make: (count) => writeFile(main, `${mainText}\n\nfunc init() { print("${run}", ${count}, "\\n") }\n`),
    },
    {
      subject: 'in a package that all services share',
      make: (count) => writeFile(shared, sharedText('', `${run}-${count}`)),
    },
    {
      subject: 'of a test',
      make: (count) => writeFile(tests, `package catalog\n\nconst edition = ${count}\n`),
    },
    {
      subject: 'with a new import in that package',
      make: (count) =>
        writeFile(shared, sharedText(imports[count % imports.length] ?? '', `${run}-${count}`)),
    },
  ];
}

function sharedText(imported: string, edition: string): string {
  const imports = imported === '' ? '' : `import _ "${imported}"\n\n`;
  return `package problem\n\n${imports}func init() {\n\tif len(edition) == 0 {\n\t\tpanic(edition)\n\t}\n}\n\nvar edition = "${edition}"\n`;
}
