import { z } from 'zod';
import { handoffs } from '../environment/environment.js';
import { runnerStates } from '../state/builds/builds.js';
import type { EventOf } from '../state/core/event.js';
import { isRunnerReport } from '../state/instances/runner-line.js';

const schema = z.object({
  sim: z.literal('runner'),
  at: z.iso.datetime({ offset: true }).optional(),
  state: z.enum(runnerStates),
  build: z.int().positive().optional(),
  previous: z.int().positive().optional(),
  durationMs: z.number().nonnegative().optional(),
  handoff: z.enum(handoffs).optional(),
  exitCode: z.number().int().optional(),
  retryInMs: z.number().nonnegative().optional(),
  detail: z.string().max(20_000).optional(),
});

/** A report of the runner without the service it is about; `at` is the runner's own time, if it told one. */
export type RunnerReport = Omit<EventOf<'runner.reported'>, 'kind' | 'service' | 'at'> & {
  readonly at: number | undefined;
};

/** The report in one line of a container's log; `undefined` where the line is the service's own. Control sequences must have been stripped. */
export function parseRunnerReport(line: string): RunnerReport | undefined {
  if (!isRunnerReport(line)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { success, data } = schema.safeParse(value);
  if (!success) return undefined;
  const { sim: _, at, ...report } = data;
  return {
    state: report.state,
    build: report.build,
    previous: report.previous,
    durationMs: report.durationMs,
    handoff: report.handoff,
    ...(report.exitCode === undefined ? {} : { exitCode: report.exitCode }),
    ...(report.retryInMs === undefined ? {} : { retryInMs: report.retryInMs }),
    detail: report.detail,
    at: at === undefined ? undefined : Date.parse(at),
  };
}
