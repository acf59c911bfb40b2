import { z } from 'zod';
import { parseBuildErrors, type RawBuildError, tellsNothing } from './build-errors.js';
import type { GoRun } from './go-run.js';
import { buildOutput, parsed } from './go-words.js';

const event = z.object({
  Action: z.string(),
  Package: z.string().optional(),
  Test: z.string().optional(),
  Output: z.string().optional(),
});

interface Told {
  readonly failed: Set<string>;
  readonly output: Map<string, string>;
}

/** What `go test -json -fullpath` says went wrong: what could not be compiled, then each failed test, then what ended outside of any. */
export function parseTestErrors({
  stdout,
  stderr,
}: Pick<GoRun, 'stdout' | 'stderr'>): readonly RawBuildError[] {
  const { failed, output } = read(stdout);
  const said = (key: string) => output.get(key) ?? '';
  const tests = [...failed].filter((key) => key.includes(' ') && !hasFailedPart(key, failed));
  // Versions before 1.24 tell no events of builds.
  const compiler = `${stderr}\n${buildOutput(stdout)}`;
  // By a panic of a goroutine, in TestMain, by a time-out. What was not compiled is told above.
  const outside = [...failed].filter(
    (key) =>
      !key.includes(' ') && !tests.some((test) => test.startsWith(`${key} `)) && !notCompiled.test(said(key)),
  );
  return [
    ...(tellsNothing(compiler) ? [] : parseBuildErrors(compiler)),
    ...tests.map((key) => testError(nameOf(key), said(key), packageOutput(key, output))),
    ...outside.map((key) => testError(key, said(key), said(key))),
  ];
}

const notCompiled = /^FAIL\t.* \[(?:build|setup) failed\]$/m;

function read(stdout: string): Told {
  const failed = new Set<string>();
  const output = new Map<string, string>();
  for (const line of stdout.split('\n')) {
    const told = event.safeParse(parsed(line)).data;
    if (told?.Package === undefined) continue;
    const { Action: action, Package: name, Test: test, Output: said = '' } = told;
    const key = test === undefined ? name : `${name} ${test}`;
    if (action === 'fail') failed.add(key);
    if (said !== '') output.set(key, (output.get(key) ?? '') + said);
  }
  return { failed, output };
}

/** A test whose parts failed says nothing of its own. */
function hasFailedPart(key: string, failed: ReadonlySet<string>): boolean {
  return [...failed].some((other) => other.startsWith(`${key}/`));
}

/** A panic is printed when whatever test it was has ended, and so told of another, or of none. */
function packageOutput(key: string, output: ReadonlyMap<string, string>): string {
  const name = key.slice(0, key.indexOf(' '));
  const parts = [...output].filter(([other]) => other === name || other.startsWith(`${name} `));
  return parts.map(([, text]) => text).join('');
}

function nameOf(key: string): string {
  return key.slice(key.indexOf(' ') + 1);
}

/** Where a test said something, and the first place in a panic's stack that is no part of Go. */
const said = /^\s+(\/\S.*?\.go):(\d+): (.*)$/;
const frame = /^\s+(\/(?!\S*\/(?:src\/(?:testing|runtime)|pkg\/mod)\/)\S.*?\.go):(\d+)(?: \+0x|$)/m;
const panicked = /^\s*(panic: .*?|fatal error: .*?)( \[recovered.*)?$/m;
/** A test may log without end before it fails. */
const mostLines = 40;

function testError(name: string, output: string, around: string): RawBuildError {
  const panic = panicked.exec(output)?.[1];
  const lines = output.split('\n').filter(isNews);
  const begin = lines.findIndex((line) => said.test(line));
  const [, file, row, message = ''] = said.exec(lines[begin] ?? '') ?? [];
  if (panic === undefined && file !== undefined) {
    const more = lines.slice(begin + 1).map((line) => line.trim());
    return errorAt(file, row, name, bounded(message === '' ? more : [message, ...more]));
  }
  const elsewhere = panic ?? panicked.exec(around)?.[1];
  const [, place, at] = elsewhere === undefined ? [] : (frame.exec(around) ?? []);
  return errorAt(place, at, name, elsewhere ?? bounded(lines.map((line) => line.trim())));
}

function errorAt(
  file: string | undefined,
  row: string | undefined,
  name: string,
  words: string,
): RawBuildError {
  const line = row === undefined ? undefined : Number(row);
  return { file, line, column: undefined, message: `${name}: ${words === '' ? 'failed' : words}` };
}

function bounded(lines: readonly string[]): string {
  const left = lines.length - mostLines;
  return [...lines.slice(0, mostLines), ...(left > 0 ? [`… and ${left} more lines`] : [])].join('\n');
}

function isNews(text: string): boolean {
  return text.trim() !== '' && !/^\s*(=== |--- |FAIL|exit status)/.test(text);
}
