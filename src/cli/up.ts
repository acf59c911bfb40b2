import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findController, understood } from '../adapters/controller/connect.js';
import { spawnController } from '../adapters/controller/spawn.js';
import { ControllerClient } from '../contract/client.js';
import type { UpRequest } from '../contract/requests.js';
import { exitCodes, SimError } from '../errors.js';
import { leftText } from '../outputs/text/left.js';
import { whyNoTerminalView } from '../outputs/tui/terminal.js';
import { commandFor } from '../words/commands.js';
import type { CommandContext } from './context.js';
import { prepareEngine } from './engine.js';
import { type NamingWords, namedByUp } from './named-by-up.js';
import { refuseOtherFolder } from './other-folder.js';
import { sampleRemark } from './sample-remark.js';

export interface UpOptions extends NamingWords {
  readonly name: string;
  /** By an option. */
  readonly isNamed: boolean;
  readonly scale?: UpRequest['scale'];
  readonly images: UpRequest['images'];
  readonly watch: boolean;
  readonly vet: boolean;
  readonly test: boolean;
  readonly detach: boolean;
  readonly wait: boolean;
  readonly waitTimeoutMs: number | undefined;
  readonly plain: boolean;
  readonly json: boolean;
  readonly yes: boolean;
}

/** How long another controller may take to answer, in milliseconds. */
const patienceMs = 10_000;
/** The pause between two looks at it, in milliseconds. */
const lookMs = 20;

/** `sim up`: engine, controller, environment, then a view of it. */
export async function up(context: CommandContext, options: UpOptions): Promise<number> {
  const named = await namedByUp(context, options, process.cwd());
  if (!options.isNamed) await refuseOtherFolder(await context.stateDirOf(options.name), options.name, named);
  const remark = sampleRemark(context.here, options, process.cwd());
  const request: UpRequest = {
    ...named,
    images: options.images,
    ...(options.scale === undefined ? {} : { scale: options.scale }),
    watch: options.watch,
    vet: options.vet,
    test: options.test,
    env: variables(context.env),
    ...(remark === undefined ? {} : { remark }),
  };
  return upWith(context, options, request);
}

async function upWith(context: CommandContext, options: UpOptions, request: UpRequest): Promise<number> {
  const began = Date.now();
  context.forced.words = notBegunWords;
  const { controller, wasUp, declared, abandon } = await controllerFor(context, options, request).catch(
    (error: unknown) => {
      throw context.interrupted.aborted ? notBegun(error) : error;
    },
  );
  if (context.interrupted.aborted) {
    abandon();
    throw notBegun(undefined);
  }
  const wantsView =
    !options.plain &&
    !options.json &&
    !options.detach &&
    !options.wait &&
    whyNoTerminalView(context.stdout, context.stdin, context.env) === undefined;
  context.forced.words = leftText(options.name, !wasUp, context.here);
  try {
    // Plain output stops on Ctrl-C what it began; once it is declared `followPlainly` does that.
    const isLeft = wantsView || options.detach;
    const isDeclared = await firstOf(declared(), isLeft ? context.interrupted : undefined);
    if (!isDeclared) {
      context.stderr.write(`${leftText(options.name, !wasUp, context.here)}\n`);
      return exitCodes.interrupted;
    }
  } catch (error) {
    // A controller that this `up` has started and that has ended so soon would end again.
    if (!wasUp || !(error instanceof SimError && error.code === 'controller-unreachable')) throw error;
    // The controller was going down; a new one may begin only when it has ended.
    await controller.end(context.interrupted);
    return upWith(context, options, request);
  }
  if (wantsView) return (await import('./attach.js')).attachView(context, controller, options.name);
  const { followPlainly } = await import('./follow.js');
  return followPlainly(context, controller, { ...options, began, joined: wasUp });
}

const notBegunWords = 'interrupted before anything was begun; the same command once more begins it';

function notBegun(cause: unknown): SimError {
  return new SimError('interrupted', notBegunWords, { cause });
}

/** Waits for a task; `false` where the signal aborts first, which does not end the task. */
function firstOf(task: Promise<void>, signal: AbortSignal | undefined): Promise<boolean> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) resolve(false);
    signal?.addEventListener('abort', () => resolve(false), { once: true });
    task.then(() => resolve(true), reject);
  });
}

interface UpController {
  readonly controller: ControllerClient;
  /** Whether another `up` has brought the environment up, or is about to. */
  readonly wasUp: boolean;
  /** Has the controller declare what this `up` wants; resolves when that is done. */
  readonly declared: () => Promise<void>;
  /** Ends the controller where this `up` has started it. */
  readonly abandon: () => void;
}

/** The environment's controller: the running one, or a new one that starts while the engine is looked for. */
async function controllerFor(
  context: CommandContext,
  { name, yes }: UpOptions,
  request: UpRequest,
): Promise<UpController> {
  const stateDir = await context.stateDirOf(name);
  const running = await findController(stateDir);
  if (running !== undefined) {
    await prepareEngine(context, yes);
    const controller = await understood(running, { stateDir, name, here: context.here });
    const declared = () => declare(context, controller, request);
    return { controller, wasUp: await isUp(controller), declared, abandon: () => undefined };
  }
  const { main, root, env } = context;
  const waiting = await spawnController({ main, name, root, stateDir, env });
  const engine = await prepareEngine(context, yes).catch((error: unknown) => {
    waiting.abandon();
    throw error;
  });
  const { abandon } = waiting;
  context.interrupted.addEventListener('abort', abandon, { once: true });
  if (context.interrupted.aborted) abandon();
  try {
    const controller = new ControllerClient(await waiting.begin({ engine, request }));
    return { controller, wasUp: false, declared: () => waiting.declared, abandon };
  } catch (error) {
    // Of two `up`s at the same time one controller gives way, and the other serves both.
    const controller = await otherController(stateDir, error, context.interrupted);
    return {
      controller,
      wasUp: true,
      declared: () => declare(context, controller, request),
      abandon: () => undefined,
    };
  } finally {
    context.interrupted.removeEventListener('abort', abandon);
  }
}

/** Has a running controller declare what this `up` wants; one of an older version may not know all fields. */
async function declare(
  { stderr }: Pick<CommandContext, 'stderr'>,
  controller: ControllerClient,
  request: UpRequest,
): Promise<void> {
  const { ignored = [] } = await controller.up(request);
  if (ignored.length === 0) return;
  stderr.write(
    `sim: the controller runs an older version of Sim, which does not know of ${ignored.join(', ')}\n`,
  );
}

/** Waits for the controller that has the environment, which may be about to listen; throws `error` where there is none. */
async function otherController(
  stateDir: string,
  error: unknown,
  interrupted: AbortSignal,
): Promise<ControllerClient> {
  const isThere = error instanceof SimError && error.code === 'name-taken';
  const patience = AbortSignal.any([interrupted, AbortSignal.timeout(patienceMs)]);
  for (;;) {
    const found = await findController(stateDir).catch(() => undefined);
    if (found !== undefined && !found.silent) return found.client;
    if (isThere && patience.aborted) throw outOfReach(basename(stateDir), error);
    if (!isThere) throw error;
    await wait(lookMs);
  }
}

/** Another controller runs, and its folder was removed under it. */
function outOfReach(name: string, cause: unknown): SimError {
  return new SimError('controller-unreachable', `a controller holds '${name}' and cannot be reached`, {
    hint: `${commandFor(name, 'down')} ends it`,
    cause,
  });
}

/** Whether a controller's environment is wanted up; `false` also where the controller ends at this moment. */
async function isUp(controller: ControllerClient): Promise<boolean> {
  try {
    return (await controller.views(['environment'])).environment.goal === 'up';
  } catch (error) {
    if (error instanceof SimError && error.code === 'controller-unreachable') return false;
    throw error;
  }
}

function variables(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
