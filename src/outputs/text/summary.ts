import type { Snapshot } from '../../state/core/snapshot.js';
import { criticalPath, type PathStep } from '../../state/services/critical-path.js';
import { viewEnvironment, viewServices } from '../../state/services/view.js';
import { whyNotReady } from '../../state/services/why-not-ready.js';
import { commandFor, type TypedWhere } from '../../words/commands.js';
import { formatMs } from '../../words/time.js';
import type { Paint } from './paint.js';

/** The last words of `up`: what runs where, and what to type next; `where`: see `commandFor`. */
export function summaryText(snapshot: Snapshot, paint: Paint, where?: TypedWhere): string {
  const environment = viewEnvironment(snapshot);
  const views = viewServices(snapshot).filter((view) => !view.internal);
  const addresses = views.flatMap((view) =>
    view.urls.map(({ label, url }) => `  ${label.padEnd(18)} ${paint.bold(url)}`),
  );
  const trouble = views.flatMap((view) => {
    const why = view.state === 'stopped' ? undefined : whyNotReady(view);
    if (why === undefined) return [];
    const words = view.ready ? paint.warn(why) : `${paint.word(view.state)}  ${view.cause ?? ''}`;
    return [`  ${view.name.padEnd(18)} ${words}`];
  });
  const path = criticalPath(snapshot).map(stepWords).join(' → ');
  return [
    environment.ready
      ? paint.good(
          `${environment.name} is ready${environment.readyInMs === undefined ? '' : ` in ${formatMs(environment.readyInMs)}`}`,
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
  const words = {
    'images and containers': 'images and containers',
    start: `starting ${service}`,
    'to ready': `${service} ready`,
  };
  return `${words[what]} ${formatMs(durationMs)}`;
}
