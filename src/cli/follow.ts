import { once } from 'node:events';
import type { ControllerClient } from '../contract/client.js';
import type { Views } from '../contract/views.js';
import { exitCodes, SimError } from '../errors.js';
import { leftText } from '../outputs/text/left.js';
import { removalText } from '../outputs/text/removal.js';
import { tellStory } from '../outputs/text/story.js';
import { summaryText } from '../outputs/text/summary.js';
import { commandFor } from '../words/commands.js';
import { type CommandContext, printJson } from './context.js';
import { downThroughController } from './down.js';
import { openLiveView } from './live-view.js';
import { watchReader } from './reader.js';
import { allServices } from './services.js';
import { untilProven } from './until-proven.js';

export interface FollowOptions {
  readonly name: string;
  readonly detach: boolean;
  readonly wait: boolean;
  readonly waitTimeoutMs: number | undefined;
  readonly json: boolean;
  readonly began: number;
  /** Whether the environment was up already, by somebody else's or an earlier `up`. */
  readonly joined: boolean;
}

/**
 * `up` in plain lines: prints the story until all is ready or has failed, then ends, or goes on until Ctrl-C stops what this `up` began. An
 * environment that was up before, or that is to be left running, is not stopped by Ctrl-C.
 */
export async function followPlainly(
  context: CommandContext,
  controller: ControllerClient,
  options: FollowOptions,
): Promise<number> {
  using view = await openLiveView(controller);
  const { live, ended, requireController } = view;
  const say = (line: string) => (options.json ? context.stderr : context.stdout).write(`${line}\n`);
  // With `--wait` or `--detach` the exit code matters, so the command goes on though its reader has gone.
  context.output.needsReader = !options.wait && !options.detach;
  using reader = watchReader(context.stdout, context.output.needsReader);
  const stop = AbortSignal.any([context.interrupted, ended, reader.gone]);
  const hush = tellStory(live, say, context.paint, options.began);
  const joined = options.joined || ranBefore(live.current, options.began);
  const interrupted = async (): Promise<number> => {
    // `down` prints a story of its own.
    hush();
    if (!joined && !options.detach) return stopForGood(context, controller, options);
    say(leftText(options.name, isStarting(live.current), context.here));
    return exitCodes.interrupted;
  };
  context.forced.words = leftText(options.name, isStarting(live.current), context.here);
  try {
    const patient = options.wait || !options.detach;
    const verdict = await untilProven(
      controller,
      live,
      ({ environment: { outcome } }) =>
        outcome === 'starting' || (outcome === 'started' && patient) ? undefined : outcome,
      { timeoutMs: options.wait ? options.waitTimeoutMs : undefined, stop, prove: options.wait },
    ).catch((error: unknown) => {
      if (stop.aborted) return 'interrupted' as const;
      throw error;
    });
    requireController();
    if (context.interrupted.aborted) return await interrupted();
    // The reader of the output has gone; the environment runs on.
    if (reader.gone.aborted) return exitCodes.done;
    if (options.json) printJson(context, live.current.status);
    else say(summaryText(live.current, context.paint, context.here));
    if (verdict === 'timed-out') {
      throw new SimError('timed-out', `${options.name} was not ready in time`, {
        hint: `${commandFor(options.name, 'status', context.here)} names what it waits for`,
      });
    }
    if (options.detach || options.wait) return verdict === 'failed' ? exitCodes.failed : exitCodes.done;
    const ending = joined ? 'Ctrl-C leaves the environment running' : 'Ctrl-C stops the environment';
    say(
      context.paint.dim(
        `${ending}; ${commandFor(options.name, 'attach', context.here)} in another terminal shows it live.`,
      ),
    );
    context.forced.words = leftText(options.name, false, context.here);
    await untilAborted(stop);
    if (live.current.environment.removed) return exitCodes.done;
    if (reader.gone.aborted && !context.interrupted.aborted) return exitCodes.done;
    requireController();
    return await interrupted();
  } finally {
    hush();
  }
}

/** Whether containers ran before this `up` and have been adopted by a new controller. */
function ranBefore({ status }: Views, began: number): boolean {
  return allServices(status).some(({ containers }) =>
    containers.some(
      ({ status: word, startedAt }) =>
        word === 'running' && startedAt !== null && Date.parse(startedAt) < began,
    ),
  );
}

function isStarting({ environment: { outcome } }: Views): boolean {
  return outcome === 'starting' || outcome === 'started';
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

async function stopForGood(
  context: CommandContext,
  controller: ControllerClient,
  { name, json }: FollowOptions,
): Promise<number> {
  const removal = await downThroughController(context, controller, { name, volumes: false, json });
  (json ? context.stderr : context.stdout).write(`${removalText(name, removal)}\n`);
  return exitCodes.interrupted;
}
