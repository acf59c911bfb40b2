import type { PathStep, Views } from '../../contract/views.js';
import { commandFor, type TypedWhere } from '../../words/commands.js';
import { formatMs } from '../../words/time.js';
import type { Paint } from './paint.js';

/** The last words of `up`: what runs where, and what to type next; `where`: see `commandFor`. */
export function summaryText(
  { environment, status }: Pick<Views, 'environment' | 'status'>,
  paint: Paint,
  where?: TypedWhere,
): string {
  const addresses = status.services.flatMap(({ urls }) =>
    urls.map(({ label, url }) => `  ${label.padEnd(18)} ${paint.bold(url)}`),
  );
  const trouble = status.services.flatMap(({ name, state, ready, cause, lacks }) => {
    if (lacks === null || state === 'stopped') return [];
    const words = ready ? paint.warn(lacks) : `${paint.word(state)}  ${cause ?? ''}`;
    return [`  ${name.padEnd(18)} ${words}`];
  });
  const path = status.criticalPath.map(stepWords).join(' → ');
  return [
    environment.ready
      ? paint.good(
          `${environment.name} is ready${environment.readyInMs === null ? '' : ` in ${formatMs(environment.readyInMs)}`}`,
        )
      : paint.bad(
          environment.readyCount === environment.awaitedCount
            ? `${environment.name} is not ready: all ${environment.awaitedCount} run, and not all by their newest source or image`
            : `${environment.name} is not ready: ${environment.readyCount} of ${environment.awaitedCount}`,
        ),
    ...trouble,
    ...(path === '' ? [] : [paint.dim(`  time went to      ${path}`)]),
    ...addresses,
    paint.dim(
      `  next: ${['attach', 'status', 'logs -f', 'down'].map((verb) => commandFor(environment.name, verb, where)).join(' · ')}`,
    ),
  ].join('\n');
}

function stepWords({ service, what, durationMs }: PathStep): string {
  const words: Readonly<Record<string, string>> = {
    start: `starting ${service}`,
    'to ready': `${service} ready`,
  };
  return `${words[what] ?? what} ${formatMs(durationMs)}`;
}
