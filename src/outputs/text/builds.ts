import type { BuildError } from '../../state/builds/build-error.js';
import type { Build, BuildPhase, ServiceBuilds } from '../../state/builds/builds.js';
import { viewCode } from '../../state/builds/view.js';
import type { Check } from '../../state/checks/checks.js';
import { errorLines } from '../../words/build-errors.js';
import { checkWords } from '../../words/checks.js';
import { formatMs } from '../../words/time.js';
import type { Paint } from './paint.js';
import { table } from './table.js';

const phases: readonly BuildPhase[] = ['wait', 'list', 'compile', 'link', 'start', 'ready', 'drain'];

/** What `builds --json` prints: schema 1. */
export function buildsJson(environment: string, services: readonly ServiceBuilds[]) {
  return {
    schema: 1,
    environment,
    services: services.map((one) => ({
      name: one.service,
      state: viewCode(one).state,
      live: one.live ?? null,
      pinned: one.pinned ?? null,
      note: viewCode(one).note ?? null,
      leftOut: one.leftOut ?? [],
      builds: one.history.map((build) => ({
        number: build.number,
        outcome: build.outcome,
        cause: build.cause,
        files: build.files,
        requestedAt: timeOf(build.requestedAt),
        startedAt: timeOf(build.startedAt),
        finishedAt: timeOf(build.finishedAt),
        phasesMs: build.phasesMs,
        path: build.path ?? null,
        reason: build.reason ?? null,
        kept: one.kept.includes(build.number),
        errors: build.errors.map(errorJson),
        checks: (build.checks ?? []).map(({ kind, outcome, durationMs, errors }) => ({
          kind,
          outcome,
          durationMs: durationMs ?? null,
          errors: errors.map(errorJson),
        })),
      })),
    })),
  };
}

function errorJson({ file, line, column, message }: BuildError) {
  return { file: file ?? null, line: line ?? null, column: column ?? null, message };
}

function timeOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

/** What `builds` prints for people: newest first, a mark before the one that answers. */
export function buildsText(services: readonly ServiceBuilds[], now: number, paint: Paint): string {
  if (services.length === 0) return 'no service here is built from Go source';
  return services.map((one) => `${heading(one, paint)}\n${rows(one, now, paint)}`).join('\n\n');
}

function heading(one: ServiceBuilds, paint: Paint): string {
  const { note } = viewCode(one);
  const notes = [...(note === undefined ? [] : [note]), ...(one.leftOut ?? [])];
  return [paint.bold(one.service), ...notes.map((text) => `  ${paint.warn(text)}`)].join('\n');
}

function rows(one: ServiceBuilds, now: number, paint: Paint): string {
  if (one.history.length === 0) return paint.dim('  no build yet');
  return table(
    ['  BUILD', 'OUTCOME', 'AGO', 'TOOK', 'WHY'],
    one.history.flatMap((build) => [
      [
        `${build.number === one.live ? '▸' : ' '} ${build.number}`,
        outcome(build, one.live, paint),
        formatMs(now - build.startedAt),
        took(build),
        build.cause,
      ],
      ...build.errors.flatMap(indented).map((line) => ['', '', '', '', paint.bad(line)]),
      ...(build.checks ?? []).map((check) => ['', '', '', '', checkLine(check, paint)]),
    ]),
    paint,
  );
}

/** More lines of one error stand below its first. */
function indented(error: BuildError): readonly string[] {
  return errorLines(error).map((line, at) => (at === 0 ? line : `  ${line}`));
}

function checkLine(check: Check, paint: Paint): string {
  return check.outcome === 'failed' ? paint.bad(checkWords(check)) : paint.dim(checkWords(check));
}

/** From the change to the answer, as far as it came, by phase. */
function took({ phasesMs }: Build): string {
  const known = phases.flatMap((phase) => {
    const ms = phasesMs[phase];
    return ms === undefined || phase === 'drain' ? [] : [{ phase, ms }];
  });
  if (known.length === 0) return '';
  const sum = known.reduce((all, { ms }) => all + ms, 0);
  const parts = known.filter(({ ms }) => ms > 0).map(({ phase, ms }) => `${phase} ${formatMs(ms)}`);
  return `${formatMs(sum)}${parts.length > 1 ? ` (${parts.join(', ')})` : ''}`;
}

function outcome({ number, outcome: word }: Build, live: number | undefined, paint: Paint): string {
  switch (word) {
    case 'live':
      return number === live ? paint.good(word) : paint.dim('was live');
    case 'failed':
    case 'rejected':
    case 'rolled-back':
      return paint.bad(word);
    case 'building':
    case 'built':
    case 'starting':
      return paint.warn(word);
    case 'unchanged':
    case 'cancelled':
      return paint.dim(word);
    default:
      return word satisfies never;
  }
}
