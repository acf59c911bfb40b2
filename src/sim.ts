import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import Docker from 'dockerode';
import type { ComposeTool } from './adapters/compose/compose.js';
import { socketPathOf } from './adapters/controller/state-dir.js';
import { createContainerEngine } from './adapters/docker/dockerode-engine.js';
import { listEnvironments } from './adapters/docker/environments.js';
import type { EngineFound } from './engine/engine.js';
import { requireEngine } from './engine/require.js';
import { SimError } from './errors.js';
import { refuseForeign } from './inputs/declaration/foreign.js';
import { openDoor } from './outputs/api/door.js';
import type { UpRequest } from './outputs/api/protocol.js';
import type { RemovalReport } from './state/event.js';

export interface SimOptions {
  readonly name: string;
  /** The checkout: the folder of `stacks/`. */
  readonly root: string;
  /** Absolute `.sim/<name>`. */
  readonly stateDir: string;
  readonly version: string;
  readonly env: NodeJS.ProcessEnv;
  readonly engine: EngineFound;
  /** What the `up` wants that has started this controller. */
  readonly request: UpRequest;
  /** Ends the controller and leaves the containers running. */
  readonly signal: AbortSignal;
}

/** A controller at work. */
export interface Sim extends AsyncDisposable {
  /** Resolves when the first request is declared; rejects with what is wrong with it. */
  readonly declared: Promise<void>;
  /** Resolves when nothing of the environment is left, or `signal` aborts. */
  readonly ended: Promise<void>;
}

/**
 * Begins a controller: takes the environment for itself and sees what is there of it. The rest of the house is loaded while the engine
 * answers.
 */
export async function startSim(options: SimOptions): Promise<Sim> {
  const { name, stateDir, env, engine: found, signal } = options;
  await using stack = new AsyncDisposableStack();
  const docker = new Docker(found.options);
  const engine = createContainerEngine(docker, name);
  const opening = openDoor(await socketPathOf(stateDir));
  const permitted = Promise.all([refuseForeign({ name, stateDir, engine }), opening]).then(() => undefined);
  const containers = engine.observeAll();
  // Whoever waits for them hears of it.
  for (const each of [opening, permitted, containers]) each.catch(() => undefined);
  const compose: ComposeTool = { command: found.composeCommand, env: { ...env, ...found.env } };
  const door = stack.use(await opening);
  await Promise.race([permitted.catch(() => undefined), aborted(signal)]);
  const { furnish } = await loadHouse();
  if (signal.aborted) throw new SimError('interrupted', 'the controller was ended before it began');
  const beginning = { permitted, containers };
  const sim = await furnish(options, { docker, engine, compose, door, beginning });
  // From here on they are those of a declaration.
  stack.move();
  return sim;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

/** Room by room: what the engine says meanwhile is heard in between. */
async function loadHouse(): Promise<typeof import('./house.js')> {
  await import('./environment/compose-project.js');
  await turn();
  await import('./adapters/compose/compose.js');
  await turn();
  await import('./inputs/declaration/declarations.js');
  await turn();
  return import('./house.js');
}

/** The names of all environments that have anything left on the engine. */
export async function environmentNames(env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const found = await requireEngine(env, new AbortController().signal);
  return (await listEnvironments(new Docker(found.options))).map(({ name }) => name);
}

/** `down` where no controller runs: removes by label what is left. */
export async function removeWithoutController(options: {
  readonly name: string;
  /** Ours; what another checkout made is then left alone. `undefined`: whoever made it. */
  readonly stateDir: string | undefined;
  readonly volumes: boolean;
  readonly env: NodeJS.ProcessEnv;
}): Promise<RemovalReport> {
  const found = await requireEngine(options.env, new AbortController().signal);
  const engine = createContainerEngine(new Docker(found.options), options.name);
  const { name, stateDir } = options;
  if (stateDir !== undefined) await refuseForeign({ name, stateDir, engine });
  return engine.removeAll({
    volumes: options.volumes,
  });
}
