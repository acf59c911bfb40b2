import type { BuildError, BuildView, CheckView, ServiceBuildsView } from '../../contract/views.js';
import { errorLines } from '../../words/build-errors.js';
import { checkWords } from '../../words/checks.js';
import { formatMs } from '../../words/time.js';
import type { Paint } from './paint.js';
import { table } from './table.js';

/** What `builds` prints for people: newest first, a mark before the one that answers. `now`: milliseconds since the epoch. */
export function buildsText(services: readonly ServiceBuildsView[], now: number, paint: Paint): string {
  if (services.length === 0) return 'no service here is built from Go source';
  return services.map((one) => `${heading(one, paint)}\n${rows(one, now, paint)}`).join('\n\n');
}

function heading({ name, note, leftOut, instances = [] }: ServiceBuildsView, paint: Paint): string {
  const notes = [...(note === null ? [] : [note]), ...leftOut, ...differing(instances)];
  return [paint.bold(name), ...notes.map((text) => `  ${paint.warn(text)}`)].join('\n');
}

/** Of several containers that do not all answer with the same build what each answers with. */
function differing(instances: NonNullable<ServiceBuildsView['instances']>): readonly string[] {
  if (new Set(instances.map(({ live }) => live)).size < 2) return [];
  return [
    instances
      .map(({ index, live }) => `#${index} ${live === null ? 'no build yet' : `build ${live}`}`)
      .join(', '),
  ];
}

function rows(one: ServiceBuildsView, now: number, paint: Paint): string {
  if (one.builds.length === 0) return paint.dim('  no build yet');
  return table(
    ['  BUILD', 'OUTCOME', 'AGO', 'TOOK', 'WHY'],
    one.builds.flatMap((build) => [
      [
        `${build.number === one.live ? '▸' : ' '} ${build.number}`,
        outcome(build, one.live, paint),
        formatMs(now - Date.parse(build.startedAt)),
        took(build),
        build.cause,
      ],
      ...build.errors.flatMap(indented).map((line) => ['', '', '', '', paint.bad(line)]),
      ...build.checks.map((check) => ['', '', '', '', checkLine(check, paint)]),
    ]),
    paint,
  );
}

/** More lines of one error stand below its first. */
function indented(error: BuildError): readonly string[] {
  return errorLines(error).map((line, at) => (at === 0 ? line : `  ${line}`));
}

function checkLine(check: CheckView, paint: Paint): string {
  return check.outcome === 'failed' ? paint.bad(checkWords(check)) : paint.dim(checkWords(check));
}

/** From the change to the answer, as far as it came, by phase, in the order in which they came. */
function took({ phasesMs }: BuildView): string {
  const known = Object.entries(phasesMs).filter(([phase]) => phase !== 'drain');
  if (known.length === 0) return '';
  const rank = ([phase]: readonly [string, number]) =>
    phases.includes(phase) ? phases.indexOf(phase) : phases.length;
  const inOrder = known.toSorted((a, b) => rank(a) - rank(b));
  const sum = inOrder.reduce((all, [, ms]) => all + ms, 0);
  const parts = inOrder.filter(([, ms]) => ms > 0).map(([phase, ms]) => `${phase} ${formatMs(ms)}`);
  return `${formatMs(sum)}${parts.length > 1 ? ` (${parts.join(', ')})` : ''}`;
}

const phases: readonly string[] = ['wait', 'list', 'compile', 'link', 'start', 'ready'];

function outcome({ number, outcome: word }: BuildView, live: number | null, paint: Paint): string {
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
      // Said by a newer controller.
      return word;
  }
}
