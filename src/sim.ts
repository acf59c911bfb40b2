import { dirname, join } from 'node:path';
import Docker from 'dockerode';
import type { ComposeTool } from './adapters/compose/compose.js';
import {
  removeControllerRecord,
  socketPathOf,
  writeControllerRecord,
} from './adapters/controller/state-dir.js';
import { createContainerEngine } from './adapters/docker/dockerode-engine.js';
import { listEnvironments } from './adapters/docker/environments.js';
import { createGo } from './adapters/go/go.js';
import type { GoSettings } from './adapters/go/go-command.js';
import { createGoContainer } from './adapters/go/go-container.js';
import { createBuildHandlers } from './effects/builds/handlers.js';
import { createCheckHandler } from './effects/builds/run-checks.js';
import { Executor } from './effects/executor.js';
import { lifecycleHandlers } from './effects/lifecycle.js';
import type { EngineFound } from './engine/engine.js';
import { requireEngine } from './engine/require.js';
import { agentService } from './environment/environment.js';
import { SimError } from './errors.js';
import { certificateBundle } from './images/host-settings.js';
import { createImages, imagesFolder } from './images/images.js';
import { tickClock } from './inputs/clock-ticks.js';
import { followComposeWatch } from './inputs/compose-watch.js';
import { Declarations } from './inputs/declaration/declarations.js';
import { refuseForeign } from './inputs/declaration/foreign.js';
import { agentToken } from './inputs/declaration/private-files.js';
import { watchEngine } from './inputs/engine-watch.js';
import { watchBuilds } from './inputs/files/watch-builds.js';
import { watchConfiguration } from './inputs/files/watch-configuration.js';
import { startTraffic } from './inputs/otlp/start-traffic.js';
import { withoutReports } from './inputs/runner-reports.js';
import { watchRunners } from './inputs/runner-watch.js';
import { protocolName, type UpRequest } from './outputs/api/protocol.js';
import { serveApi } from './outputs/api/server.js';
import { createLogQueries } from './queries/live-logs.js';
import type { Queries } from './queries/queries.js';
import type { Event, RemovalReport } from './state/event.js';
import { plan } from './state/plan.js';
import { startIsToCome } from './state/readiness.js';
import { emptySnapshot, reduce } from './state/reduce.js';
import { createStore } from './state/store.js';
import { addressesOf } from './state/topology/addresses.js';

export interface SimOptions {
  readonly name: string;
  /** The checkout: the folder of `stacks/`. */
  readonly root: string;
  /** Absolute `.sim/<name>`. */
  readonly stateDir: string;
  readonly version: string;
  readonly env: NodeJS.ProcessEnv;
  readonly engine: EngineFound;
  /** Ends the controller and leaves the containers running. */
  readonly signal: AbortSignal;
}

/** A controller at work. */
export interface Sim extends AsyncDisposable {
  /** Resolves when nothing of the environment is left, or `signal` aborts. */
  readonly ended: Promise<void>;
}

/** The composition root: makes every part once, and connects them. */
export async function startSim(options: SimOptions): Promise<Sim> {
  const { name, root, stateDir, env, engine: found } = options;
  await using stack = new AsyncDisposableStack();
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  stack.defer(() => ending.abort());

  const now = () => Date.now();
  const store = createStore(reduce, emptySnapshot(now()));
  const dispatch = (event: Event) => store.dispatch(event);
  const current = () => store.current;
  const onBug = (where: string, error: unknown) =>
    console.error(`${new Date().toISOString()} ${where}:`, error instanceof Error ? error.stack : error);

  const docker = new Docker(found.options);
  const engine = createContainerEngine(docker, name);
  const compose: ComposeTool = { command: found.composeCommand, env: { ...env, ...found.env } };
  const declarations = new Declarations({
    ...{ name, root, stateDir, compose, engine, signal },
    engineEnv: found.env,
  });
  const stateRoot = dirname(stateDir);
  const goSettings: GoSettings = {
    env,
    architecture: found.architecture,
    elsewhere: createGoContainer({
      ...{ docker, name, stateDir, root, env },
      outputs: [join(stateDir, 'builds'), imagesFolder(stateRoot)],
      certificates: certificateBundle(env),
      image: (find) => images.findGo(find),
    }),
  };
  const images = createImages({
    ...{ found, docker, root, stateDir, env, declarations, goElsewhere: goSettings.elsewhere },
  });
  const token = await agentToken(stateDir);

  const traffic = stack.use(
    startTraffic({
      dispatch,
      now,
      agent: () => {
        const container = current().services[agentService]?.container;
        if (current().environment === undefined || startIsToCome(current(), agentService)) return 'to come';
        const port =
          container?.status === 'running' ? container.ports.find(({ target }) => target === 4319) : undefined;
        return port === undefined ? undefined : { host: '127.0.0.1', port: port.published, token };
      },
    }),
  );
  const queries: Queries = {
    ...traffic.queries,
    ...createLogQueries(store, (id, query, until) => withoutReports(engine.logs(id, query, until))),
  };
  const builds = createBuildHandlers({
    go: createGo(goSettings),
    stateDir,
    root,
    sourceOf: (service) => current().environment?.services[service]?.go?.directory,
    containerOf: (service) => {
      const container = current().services[service]?.container;
      return container?.status === 'running' ? container.id : undefined;
    },
    containers: { signal: (id, name) => engine.kill(id, name) },
  });
  const handlers = {
    ...lifecycleHandlers({
      engine,
      current,
      findImage: (service, onProgress, until) => images.find(service, onProgress, until),
      createContainers: (services, references, until) => declarations.create(services, references, until),
      startThroughCompose: (service, references, until) =>
        declarations.startThroughCompose(service, references, until),
      movePorts: (taken, context) => declarations.movePorts(taken, context),
    }),
    'list-packages': builds.listPackages,
    build: builds.build,
    swap: builds.swap,
    check: createCheckHandler({
      settings: goSettings,
      root,
      sourceOf: (service) => {
        const directory = current().environment?.services[service]?.go?.directory;
        const folders = current().builds[service]?.folders;
        return directory === undefined ? undefined : { directory, folders: folders ?? [directory] };
      },
    }),
  };
  stack.use(new Executor({ store, plan, handlers, now, onBug: (effect, error) => onBug(effect.key, error) }));

  let watching = false;
  let composeWatch: Promise<void> | undefined;
  stack.defer(() => {
    ending.abort();
    return composeWatch;
  });
  const watch = () => {
    if (watching) return;
    watching = true;
    void watchEngine({ engine, dispatch, current, now, signal });
    watchRunners(store, { engine, dispatch, now, signal, onFailure: onBug });
    watchBuilds(store, { dispatch, now, signal });
    watchConfiguration(store, { dispatch, now, signal });
    composeWatch = followComposeWatch(store, {
      compose: () => declarations.current.compose,
      ...{ dispatch, now, signal },
    });
    tickClock(store, { dispatch, now, signal });
    let known: unknown;
    store.subscribe(() => {
      if (known === current().services) return;
      known = current().services;
      traffic.setAddresses(addressesOf(current()));
    });
  };
  const up = async (request: UpRequest) => {
    if (current().removed) throw goneDown();
    try {
      await declarations.declare(request, { dispatch, now });
      if (current().removed) throw goneDown();
    } catch (error) {
      if (current().environment === undefined) ending.abort();
      throw error;
    }
    dispatch({ kind: 'up.requested', at: now() });
    watch();
  };

  const socket = await socketPathOf(stateDir);
  const controller = { pid: process.pid, version: options.version, startedAt: now(), protocol: protocolName };
  stack.use(
    await serveApi({
      socket,
      source: store,
      queries,
      controller,
      up,
      wish: (wish) => dispatch({ ...wish, at: now() }),
      onBug: (error) => onBug('API', error),
    }),
  );
  await writeControllerRecord(stateDir, { ...controller, socket });
  stack.defer(() => removeControllerRecord(stateDir));

  const ended = new Promise<void>((resolve) => {
    store.subscribe(() => {
      if (current().removed) resolve();
    });
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const kept = stack.move();
  return { ended, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** It is about to end: another one has to bring the environment up. */
function goneDown(): SimError {
  return new SimError('controller-unreachable', 'the environment has just gone down', {
    hint: 'the same bin/sim up as before starts it again',
  });
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
