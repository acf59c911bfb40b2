import type { Build, ServiceBuilds } from '../builds/builds.js';
import type { Event } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import type { Check } from './checks.js';

/** What is known of the checks of a service's builds after an event. */
export function reduceChecks(one: ServiceBuilds, event: Event, before: Snapshot): ServiceBuilds {
  switch (event.kind) {
    case 'runner.reported':
      // A build that answers again was checked when it was new.
      return event.state === 'live' && event.build !== undefined && event.at >= before.startedAt
        ? wanted(one, event.build, before)
        : one;
    case 'source.changed':
      return event.files.some((file) => isTestOf(one, file)) ? wantedAgain(one, before) : one;
    case 'effect.started':
      return event.effect.kind === 'check' && event.effect.service === one.service
        ? { ...one, checkWanted: undefined }
        : one;
    case 'checks.started':
      return update(one, event.build, () =>
        event.checks.map((kind) => ({ kind, outcome: 'running', durationMs: undefined, errors: [] })),
      );
    case 'check.finished':
      return update(one, event.build, (checks) =>
        checks.map((check) =>
          check.kind === event.check
            ? {
                kind: check.kind,
                outcome: event.errors.length === 0 ? 'passed' : 'failed',
                durationMs: event.durationMs,
                errors: event.errors,
              }
            : check,
        ),
      );
    case 'checks.cancelled': {
      const left = update(one, event.build, (checks) =>
        checks.filter(({ outcome }) => outcome !== 'running'),
      );
      return left.live === event.build ? wantedAgain(left, before) : left;
    }
    default:
      return one;
  }
}

function wanted(one: ServiceBuilds, number: number, { environment }: Snapshot): ServiceBuilds {
  const build = one.history.find((known) => known.number === number);
  const done = build === undefined || build.checks !== undefined;
  return done || (environment?.checks.length ?? 0) === 0 ? one : { ...one, checkWanted: number };
}

function wantedAgain(one: ServiceBuilds, { environment }: Snapshot): ServiceBuilds {
  if (one.live === undefined || (environment?.checks.length ?? 0) === 0) return one;
  return { ...one, checkWanted: one.live };
}

/** Whether a file is a test of this service: it is in no binary, so its edit builds nothing, but the tests are run again. */
function isTestOf({ source }: ServiceBuilds, file: string): boolean {
  const folder = file.slice(0, file.lastIndexOf('/'));
  return file.endsWith('_test.go') && source?.folders.includes(folder) === true;
}

function update(
  one: ServiceBuilds,
  number: number,
  step: (checks: readonly Check[]) => readonly Check[],
): ServiceBuilds {
  const change = (build: Build): Build => ({ ...build, checks: step(build.checks ?? []) });
  return {
    ...one,
    history: one.history.map((build) => (build.number === number ? change(build) : build)),
  };
}
