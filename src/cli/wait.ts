import type { ControllerClient } from '../contract/client.js';
import type { ServiceView, Views } from '../contract/views.js';
import { exitCodes, SimError } from '../errors.js';
import { commandFor } from '../words/commands.js';
import { connected } from './connected.js';
import { type CommandContext, printJson } from './context.js';
import { type LiveView, openLiveView } from './live-view.js';
import { allServices, knownServices } from './services.js';
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
  // The timeout is that of the whole command, so that a hanging controller can't make it longer.
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
  const chosen = ({ status }: Views) =>
    services.length === 0
      ? status.services.filter(({ background, state }) => !background && state !== 'stopped')
      : allServices(status).filter((service) => services.includes(service.name));
  const stop = AbortSignal.any([context.interrupted, ended]);
  const outcome = await untilProven(
    controller,
    live,
    (views) => {
      const awaited = chosen(views);
      if (awaited.every(isReady)) return 'ready';
      return awaited.some(({ failedForGood }) => failedForGood) ? 'failed' : undefined;
    },
    {
      timeoutMs:
        timeoutMs === undefined ? undefined : Math.max(0, Math.ceil(timeoutMs - (performance.now() - began))),
      stop,
      prove: true,
    },
  );
  const { current } = live;
  requireController();
  if (json) printJson(context, current.status);
  if (outcome === 'ready') {
    const names = services.length === 0 ? name : services.join(', ');
    if (!json) context.stdout.write(`${names}: ready\n`);
    return exitCodes.done;
  }
  const missing = chosen(current).filter((service) => !isReady(service));
  const detail = missing.map((service) => `${service.name}: ${service.lacks}`);
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
  knownServices((await controller.views(['status'], signal)).status, name, services);
  return { controller, view: await openLiveView(controller, signal) };
}

function isReady({ lacks }: ServiceView): boolean {
  return lacks === null;
}
