import { z } from 'zod';
import type { GoRun } from './go-run.js';

const buildEvent = z.object({
  Action: z.enum(['build-output', 'build-fail']),
  ImportPath: z.string().optional(),
  Output: z.string().optional(),
});

/** What Go says of a build: on its standard error, and with `-json`, which GOFLAGS may hold, as events on its standard output. */
export function buildWords({ stdout, stderr }: Pick<GoRun, 'stdout' | 'stderr'>): string {
  const told = [stderr, buildOutput(stdout)].filter((text) => text.trim() !== '');
  return told.length === 0 ? stdout : told.join('\n');
}

/** What was written by those builds that failed, among the events of `go build -json` and `go test -json`: others only warn. */
export function buildOutput(events: string): string {
  const told = events.split('\n').flatMap((line) => buildEvent.safeParse(parsed(line)).data ?? []);
  const failed = new Set(told.flatMap((one) => (one.Action === 'build-fail' ? [one.ImportPath] : [])));
  return told.map(({ ImportPath, Output = '' }) => (failed.has(ImportPath) ? Output : '')).join('');
}

/** A line of JSON; `undefined` for any other. */
export function parsed(line: string): unknown {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
