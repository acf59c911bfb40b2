import { once } from 'node:events';
import { exitCodes, SimError } from '../errors.js';
import type { ControllerClient } from '../outputs/api/client.js';
import { commandFor } from '../outputs/text/commands.js';
import { removalText } from '../outputs/text/removal.js';
import { statusJson } from '../outputs/text/status.js';
import { tellStory } from '../outputs/text/story.js';
import { summaryText } from '../outputs/text/summary.js';
import { startOutcome } from '../state/outcome.js';
import { type CommandContext, printJson } from './context.js';
import { downThroughController } from './down.js';
import { watchReader } from './reader.js';
import { untilChanged } from './until.js';

export interface FollowOptions {
  readonly name: string;
  readonly detach: boolean;
  readonly wait: boolean;
  readonly waitTimeoutMs: number | undefined;
  readonly json: boolean;
  readonly began: number;
}

/** `up` in plain lines: tells the story until all is ready or has failed, then leaves, or goes on until Ctrl-C stops it. */
export async function followPlainly(
  context: CommandContext,
  controller: ControllerClient,
  options: FollowOptions,
): Promise<number> {
  const leaving = new AbortController();
  let lost: unknown;
  const live = await controller.live((error) => {
    lost = error;
    leaving.abort();
  }, leaving.signal);
  const say = (line: string) => (options.json ? context.stderr : context.stdout).write(`${line}\n`);
  using reader = watchReader(context.stdout);
  const stop = AbortSignal.any([context.interrupted, leaving.signal, reader.gone]);
  const hush = tellStory(live, say, context.paint, options.began);
  try {
    const patient = options.wait || !options.detach;
    const verdict = await untilChanged(
      live,
      (snapshot) => {
        const outcome = startOutcome(snapshot);
        return outcome === 'starting' || (outcome === 'started' && patient) ? undefined : outcome;
      },
      {
        timeoutMs: options.wait ? options.waitTimeoutMs : undefined,
        stop,
      },
    );
    if (lost !== undefined) throw lost;
    if (context.interrupted.aborted) return await stopForGood(context, controller, options);
    // Whoever has seen enough asked for no more than that: the environment runs on.
    if (reader.gone.aborted) return exitCodes.done;
    if (options.json) printJson(context, statusJson(live.current));
    else say(summaryText(live.current, context.paint));
    if (verdict === 'timed-out') {
      throw new SimError('timed-out', `${options.name} was not ready in time`, {
        hint: `${commandFor(options.name, 'status')} names what it waits for`,
      });
    }
    if (options.detach || options.wait) return verdict === 'failed' ? exitCodes.failed : exitCodes.done;
    say(
      context.paint.dim(
        `Ctrl-C stops the environment; ${commandFor(options.name, 'attach')} in another terminal shows it live.`,
      ),
    );
    await untilAborted(stop);
    if (live.current.removed) return exitCodes.done;
    if (reader.gone.aborted && !context.interrupted.aborted) return exitCodes.done;
    if (lost !== undefined) throw lost;
    return await stopForGood(context, controller, options);
  } finally {
    hush();
    leaving.abort();
  }
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
  if (!json) context.stdout.write(`${removalText(name, removal)}\n`);
  return exitCodes.interrupted;
}
