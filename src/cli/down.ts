import { type FoundController, findController } from '../adapters/controller/connect.js';
import type { ControllerClient } from '../contract/client.js';
import type { Removal } from '../contract/views.js';
import { exitCodes, SimError } from '../errors.js';
import { removalText } from '../outputs/text/removal.js';
import { commandFor } from '../words/commands.js';
import { type CommandContext, printJson } from './context.js';
import { endOther } from './end-other.js';
import { tellDown } from './tell-down.js';

/** How long a controller that no longer answers may take to end, and the engine to answer, in milliseconds. */
const patienceMs = 5000;

export interface DownOptions {
  readonly name: string;
  readonly volumes: boolean;
  readonly json: boolean;
}

/** `sim down`: stops in reverse order, removes containers and networks, and with `--volumes` the data. */
export async function down(context: CommandContext, options: DownOptions): Promise<number> {
  const removal = await downOne(context, options, await context.stateDirOf(options.name));
  if (options.json) printJson(context, { schema: 1, environment: options.name, ...removal });
  return exitCodes.done;
}

/** Takes down the environment whose folder is `stateDir`; resolves when its controller has ended, too. */
export async function downOne(
  context: CommandContext,
  options: Pick<DownOptions, 'name' | 'volumes' | 'json'>,
  stateDir: string,
): Promise<Removal> {
  const controller = (await findController(stateDir)) ?? (await lost(context, stateDir));
  if (controller?.sameVersion === false) {
    await endOther(controller, {
      ...{ name: options.name, volumes: options.volumes, stateDir, signal: context.interrupted },
      again: commandFor(options.name, 'down', context.here),
      say: (line) => context.stderr.write(`sim: ${line}\n`),
    });
  }
  const withoutController = async () =>
    (await import('./without-controller.js')).removeWithoutController({
      name: options.name,
      stateDir,
      volumes: options.volumes,
      env: context.env,
    });
  const removal = controller?.sameVersion
    ? await downThroughController(context, controller.client, options).catch(async (error: unknown) => {
        if (!(error instanceof SimError && error.code === 'controller-unreachable')) throw error;
        // An earlier `down` has just ended it, or something else did: what is left, if anything, goes without it.
        await ended(controller.pid, stateDir);
        return withoutController();
      })
    : await withoutController();
  // The controller clears its folder at its end; a command that comes next must not meet it there.
  if (controller?.sameVersion) await ended(controller.pid, stateDir);
  if (!options.json) context.stdout.write(`${removalText(options.name, removal)}\n`);
  return removal;
}

async function lost({ env, stderr }: CommandContext, stateDir: string): Promise<FoundController | undefined> {
  const { foundOrEnded } = await import('./lost-controller.js');
  return foundOrEnded(stateDir, env, (line) => stderr.write(`sim: ${line}\n`));
}

async function ended(pid: number, stateDir: string): Promise<void> {
  const { controllerEnded } = await import('../adapters/controller/end.js');
  await controllerEnded({ pid, stateDir }, AbortSignal.timeout(patienceMs));
}

/** Asks the controller and tells what it does, until nothing is left. */
export async function downThroughController(
  context: CommandContext,
  controller: ControllerClient,
  { name, volumes, json }: Pick<DownOptions, 'name' | 'volumes' | 'json'>,
): Promise<Removal> {
  const ended = new AbortController();
  let hush = () => {};
  const again = commandFor(name, 'down', context.here);
  const left = leftGoingDown(name, again);
  context.forced.words = `${left.message}; ${left.hint}`;
  // A Ctrl-C that led to this `down` does not interrupt it.
  const asked = context.interrupted.aborted;
  try {
    return await new Promise<Removal>((resolve, reject) => {
      const follow = async () => {
        const live = await controller.live(reject, ended.signal);
        const began = Date.now();
        let going = false;
        const requireEngine = askOnce(async () => {
          const patience = AbortSignal.timeout(patienceMs);
          try {
            await controller.look(AbortSignal.any([ended.signal, patience]));
          } catch (error) {
            const isLost = error instanceof SimError && error.code === 'engine-lost';
            const { detail } = live.current.environment.engine;
            reject(isLost || patience.aborted ? engineGone(detail ?? undefined) : error);
          }
        });
        if (!json) hush = tellDown(live, context, began);
        const look = () => {
          const { removed, goal, engine, down: state } = live.current.environment;
          // The controller may not have noticed yet that the engine is back.
          if (engine.state === 'lost') requireEngine();
          if (removed && state !== null && state.removal !== null) resolve(state.removal);
          going ||= goal === 'down';
          if (going && goal === 'up') reject(wantedAgain(again));
          const failure = state?.failure ?? undefined;
          // The views may still show the failure of an earlier `down`.
          if (failure !== undefined && Date.parse(failure.at) >= began)
            reject(notRemoved(again, failure.detail));
        };
        live.subscribe(look);
        await controller.wish({ kind: 'down.requested', volumes });
        look();
        if (asked) return;
        if (context.interrupted.aborted) reject(left);
        context.interrupted.addEventListener('abort', () => reject(left), { once: true });
      };
      follow().catch(reject);
    });
  } finally {
    hush();
    ended.abort();
  }
}

/** A function that asks, and does nothing while an answer is awaited. */
function askOnce(ask: () => Promise<void>): () => void {
  let asking = false;
  return () => {
    if (asking) return;
    asking = true;
    void ask().finally(() => {
      asking = false;
    });
  };
}

function leftGoingDown(name: string, again: string): SimError {
  return new SimError('interrupted', `${name} goes on going down in the background`, {
    hint: `${again} once more waits for it`,
  });
}

function engineGone(detail: string | undefined): SimError {
  return new SimError('engine-lost', 'the engine does not answer, so nothing could be removed', {
    ...(detail === undefined ? {} : { detail }),
    hint: 'the environment goes down when it answers again; bin/sim doctor says what is wrong with it',
  });
}

/** The error where an `up` came meanwhile: the newest wish wins. */
function wantedAgain(again: string): SimError {
  return new SimError('interrupted', 'an up came while it went down, and brings it back', {
    hint: `${again} once more ends it`,
  });
}

/** The error where something could not be removed, mostly because a foreign container was attached to our network by hand. */
function notRemoved(again: string, detail: string): SimError {
  return new SimError('failed', 'not everything could be removed', {
    detail,
    hint: `docker network inspect shows who uses a network; then ${again} once more`,
  });
}
