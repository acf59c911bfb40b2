import { z } from 'zod';
import { parseBuildErrors, type RawBuildError } from './build-errors.js';

const line = z.object({
  Action: z.string(),
  Package: z.string().optional(),
  Test: z.string().optional(),
  Output: z.string().optional(),
});

interface Told {
  readonly failed: Set<string>;
  readonly output: Map<string, string>;
}

/** What `go test -json -fullpath` says went wrong: a line per failed test, or why there was nothing to run. */
export function parseTestErrors(stdout: string): readonly RawBuildError[] {
  const { failed, output } = read(stdout);
  const tests = [...failed].filter((key) => key.includes(' ') && !hasFailedPart(key, failed));
  const errors = tests.map((key) =>
    testError(nameOf(key), output.get(key) ?? '', packageOutput(key, output)),
  );
  if (errors.length > 0) return errors;
  const compiler = output.get('build') ?? '';
  if (compiler.trim() !== '') return parseBuildErrors(compiler);
  // It ended outside of any test: in TestMain, by a time-out, by a panic of a goroutine.
  return [...failed].map((key) => testError(key, output.get(key) ?? '', output.get(key) ?? ''));
}

function read(stdout: string): Told {
  const failed = new Set<string>();
  const output = new Map<string, string>();
  for (const text of stdout.split('\n')) {
    const event = parsed(text);
    if (event === undefined) continue;
    const { Action: action, Package: name = '', Test: test, Output: said = '' } = event;
    const key = action === 'build-output' ? 'build' : test === undefined ? name : `${name} ${test}`;
    if (action === 'fail') failed.add(key);
    if (said !== '') output.set(key, (output.get(key) ?? '') + said);
  }
  return { failed, output };
}

function parsed(text: string): z.infer<typeof line> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return line.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
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

/** Where a test said that it failed, or the first place in a panic's stack that is no part of Go. */
const said = /^\s+(\/\S.*?\.go):(\d+): (.*)$/m;
const frame = /^\s+(\/(?!\S*\/(?:src\/(?:testing|runtime)|pkg\/mod)\/)\S.*?\.go):(\d+)(?: \+0x|$)/m;

function testError(name: string, output: string, around: string): RawBuildError {
  const [, file, row, message] = said.exec(output) ?? [];
  if (file !== undefined)
    return { file, line: Number(row), column: undefined, message: `${name}: ${message}` };
  const panic = /^\s*(panic: .*?|fatal error: .*?)( \[recovered.*)?$/m.exec(around)?.[1];
  const [, place, at] = panic === undefined ? [] : (frame.exec(around) ?? []);
  const words = panic ?? output.split('\n').find(isNews)?.trim() ?? 'failed';
  return {
    file: place,
    line: at === undefined ? undefined : Number(at),
    column: undefined,
    message: `${name}: ${words}`,
  };
}

function isNews(text: string): boolean {
  return text.trim() !== '' && !/^\s*(=== |--- |FAIL|exit status)/.test(text);
}
