import { exitCodes, SimError } from '../errors.js';
import type { ControllerClient } from '../outputs/api/client.js';
import { statusJson } from '../outputs/text/status.js';
import type { Snapshot } from '../state/core/snapshot.js';
import { failedForGood } from '../state/services/outcome.js';
import type { ServiceView } from '../state/services/service-view.js';
import { viewServices } from '../state/services/view.js';
import { whyNotReady } from '../state/services/why-not-ready.js';
import { commandFor } from '../words/commands.js';
import { connected } from './connected.js';
import { type CommandContext, printJson } from './context.js';
import { type LiveView, openLiveView } from './live-view.js';
import { knownServices } from './services.js';
import { untilProven } from './until-proven.js';

export interface WaitOptions {
  readonly name: string;
  readonly services: readonly string[];
  readonly timeoutMs: number | undefined;
  readonly json: boolean;
}

/** `sim wait SERVICE…`: returns when they are ready by their newest source, or one of them cannot become so; all awaited ones without names. */
export async function wait(context: CommandContext, options: WaitOptions): Promise<number> {
  const { name, services, timeoutMs, json } = options;
  // The time-out is that of the whole command: a controller that hangs must not make it longer.
  const began = performance.now();
  const deadline = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const { controller, view } = await open(context, options, deadline).catch((error: unknown) => {
    if (deadline?.aborted !== true) throw error;
    throw new SimError('timed-out', `the controller of '${name}' did not answer in time`, {
      hint: `bin/sim doctor looks at the machine; ${commandFor(name, 'down', context.here)} ends a controller that hangs`,
      cause: error,
    });
  });
  using shown = view;
  const { live, ended, requireController } = shown;
  const chosen = (snapshot: Snapshot) =>
    viewServices(snapshot).filter((view) =>
      services.length === 0
        ? !view.internal && !view.background && view.state !== 'stopped'
        : services.includes(view.name),
    );
  const stop = AbortSignal.any([context.interrupted, ended]);
  const outcome = await untilProven(
    controller,
    live,
    (snapshot) => {
      const views = chosen(snapshot);
      if (views.every(isReady)) return 'ready';
      return views.some((view) => failedForGood(snapshot, view)) ? 'failed' : undefined;
    },
    {
      timeoutMs:
        timeoutMs === undefined ? undefined : Math.max(0, Math.ceil(timeoutMs - (performance.now() - began))),
      stop,
      prove: true,
    },
  );
  const snapshot = live.current;
  requireController();
  if (json) printJson(context, statusJson(snapshot));
  if (outcome === 'ready') {
    const names = services.length === 0 ? name : services.join(', ');
    if (!json) context.stdout.write(`${names}: ready\n`);
    return exitCodes.done;
  }
  const missing = chosen(snapshot).filter((view) => !isReady(view));
  const detail = missing.map((view) => `${view.name}: ${whyNotReady(view)}`);
  if (outcome === 'interrupted')
    throw new SimError('interrupted', 'stopped waiting', { detail: detail.join('\n') });
  throw new SimError(
    outcome === 'timed-out' ? 'timed-out' : 'failed',
    `${missing.map((view) => view.name).join(', ')} ${outcome === 'timed-out' ? 'was not ready in time' : 'cannot become ready'}`,
    {
      detail: detail.join('\n'),
      hint: `${commandFor(name, `why ${missing[0]?.name}`, context.here)} shows the chain of causes`,
    },
  );
}

async function open(
  context: CommandContext,
  { name, services }: WaitOptions,
  signal: AbortSignal | undefined,
): Promise<{ readonly controller: ControllerClient; readonly view: LiveView }> {
  const controller = await connected(context, name, signal);
  knownServices(await controller.snapshot(signal), name, services);
  return { controller, view: await openLiveView(controller, signal) };
}

function isReady(view: ServiceView): boolean {
  return whyNotReady(view) === undefined;
}
