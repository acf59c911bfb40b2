import { findController, understood } from '../adapters/controller/connect.js';
import { spawnController } from '../adapters/controller/spawn.js';
import { socketPathOf } from '../adapters/controller/state-dir.js';
import { defaultStacks } from '../environment/environment.js';
import { SimError } from '../errors.js';
import { ControllerClient } from '../outputs/api/client.js';
import type { UpRequest } from '../outputs/api/protocol.js';
import { whyNoTerminalView } from '../outputs/tui/terminal.js';
import type { CommandContext } from './context.js';
import { followPlainly } from './follow.js';

export interface UpOptions {
  readonly name: string;
  readonly stacks: readonly string[];
  readonly file: string | undefined;
  readonly profiles: readonly string[];
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

/** `sim up`: engine, controller, environment, then a view of it. */
export async function up(context: CommandContext, options: UpOptions): Promise<number> {
  const began = Date.now();
  const request: UpRequest = {
    stacks: [...(options.stacks.length === 0 && options.file === undefined ? defaultStacks : options.stacks)],
    ...(options.file === undefined ? {} : { file: options.file }),
    cwd: process.cwd(),
    profiles: [...options.profiles],
    images: options.images,
    watch: options.watch,
    vet: options.vet,
    test: options.test,
    env: variables(context.env),
  };
  const controller = await controllerFor(context, options);
  try {
    await controller.up(request);
  } catch (error) {
    if (!(error instanceof SimError && error.code === 'controller-unreachable')) throw error;
    // It was going down, and its successor may only begin when it has ended.
    await controller.end(context.interrupted);
    return up(context, options);
  }
  const wantsView = !options.plain && !options.json && !options.detach && !options.wait;
  if (wantsView && whyNoTerminalView(context.stdout, context.stdin, context.env) === undefined) {
    return (await import('./attach.js')).attachView(context, controller, options.name);
  }
  return followPlainly(context, controller, { ...options, began });
}

/** The environment's controller: the running one, or a new one that starts while the engine is looked for. */
async function controllerFor(context: CommandContext, { name, yes }: UpOptions): Promise<ControllerClient> {
  const stateDir = await context.stateDirOf(name);
  const running = await findController(stateDir);
  if (running !== undefined) {
    await (await import('./engine.js')).prepareEngine(context, yes);
    return understood(running, name);
  }
  const { main, root, env } = context;
  const waiting = await spawnController({ main, name, root, stateDir, env });
  // Read only now: the controller is reading its own part meanwhile.
  const { prepareEngine } = await import('./engine.js');
  const engine = await prepareEngine(context, yes).catch((error: unknown) => {
    waiting.abandon();
    throw error;
  });
  const client = new ControllerClient(await socketPathOf(stateDir));
  try {
    await waiting.begin(engine);
  } catch (error) {
    // Two ups at once: one controller gives way, and the other one serves both.
    await client.controller().catch(() => {
      throw error;
    });
  }
  return client;
}

function variables(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
