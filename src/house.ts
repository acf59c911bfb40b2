import { dirname, join } from 'node:path';
import type Docker from 'dockerode';
import type { ComposeTool } from './adapters/compose/compose.js';
import { removeControllerRecord, writeControllerRecord } from './adapters/controller/state-dir.js';
import type { ContainerEngine } from './adapters/docker/container-engine.js';
import type { GoSettings } from './adapters/go/go-command.js';
import { createGoContainer } from './adapters/go/go-container.js';
import { Executor, type Handlers } from './effects/executor.js';
import { lifecycleHandlers } from './effects/lifecycle.js';
import { agentService } from './environment/environment.js';
import { SimError } from './errors.js';
import { certificateBundle } from './images/host-settings.js';
import { createImages, imagesFolder } from './images/images.js';
import { type Beginning, Declarations } from './inputs/declaration/declarations.js';
import { agentToken } from './inputs/declaration/private-files.js';
import { watchEngine } from './inputs/engine-watch.js';
import { startTraffic } from './inputs/otlp/start-traffic.js';
import type { Door } from './outputs/api/door.js';
import { protocolName, type UpRequest } from './outputs/api/protocol.js';
import { serveApi } from './outputs/api/server.js';
import { createLogQueries } from './queries/live-logs.js';
import type { Queries } from './queries/queries.js';
import type { Sim, SimOptions } from './sim.js';
import type { Event } from './state/event.js';
import { plan } from './state/plan.js';
import { startIsToCome } from './state/readiness.js';
import { emptySnapshot, reduce } from './state/reduce.js';
import { createStore } from './state/store.js';
import { addressesOf } from './state/topology/addresses.js';

/** When most starts are over. */
const restAfterMs = 2000;

/** What a controller has begun with before the rest of it was there. */
export interface Begun {
  readonly docker: Docker;
  readonly engine: ContainerEngine;
  readonly compose: ComposeTool;
  readonly door: Door;
  readonly beginning: Beginning;
}

/** Makes every part of a controller once, and connects them. */
export async function furnish(
  options: SimOptions,
  { docker, engine, compose, door, beginning }: Begun,
): Promise<Sim> {
  const { name, root, stateDir, env, engine: found } = options;
  await using stack = new AsyncDisposableStack();
  stack.use(door);
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  stack.defer(() => ending.abort());

  const now = () => Date.now();
  const store = createStore(reduce, emptySnapshot(now()));
  const dispatch = (event: Event) => store.dispatch(event);
  const current = () => store.current;
  const onBug = (where: string, error: unknown) =>
    console.error(`${new Date().toISOString()} ${where}:`, error instanceof Error ? error.stack : error);

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
    ...createLogQueries(store, async function* (id, query, until) {
      const { withoutReports } = await import('./inputs/runner-reports.js');
      yield* withoutReports(engine.logs(id, query, until));
    }),
  };
  // What is needed when there are containers is loaded when they are there, for every start waits for what comes before; and at
  // the latest when nobody waits any more: `dist` may be made anew while images are made.
  let watched: Promise<void> | undefined;
  const watchAll = onceLoaded(async () => {
    const room = await import('./inputs/watch-all.js');
    if (signal.aborted) return;
    const compose = () => declarations.current.compose;
    watched = room.watchAll(store, { engine, compose, dispatch, now, signal, onFailure: onBug });
  });
  stack.defer(() => {
    ending.abort();
    return watched;
  });
  const building = onceLoaded(async () => {
    // Source that changes while it is read must be seen to change.
    await watchAll();
    const { createBuilding } = await import('./effects/builds/building.js');
    return createBuilding({
      ...{ go: goSettings, stateDir, root, current },
      containers: { signal: (id, name) => engine.kill(id, name) },
    });
  });
  const loadRest = () => void building().catch((error: unknown) => onBug('rest of the house', error));
  const soon = setTimeout(loadRest, restAfterMs);
  stack.defer(() => clearTimeout(soon));
  const handlers = {
    ...lifecycleHandlers({
      engine,
      current,
      findImage: (service, onProgress, until) => images.find(service, onProgress, until),
      createContainers: (services, references, until) =>
        declarations.create(services, references, until).finally(loadRest),
      startThroughCompose: (service, references, until) =>
        declarations.startThroughCompose(service, references, until),
      movePorts: (taken, context) => declarations.movePorts(taken, context),
    }),
    'list-packages': async (effect, context) => (await building()).listPackages(effect, context),
    build: async (effect, context) => (await building()).build(effect, context),
    swap: async (effect, context) => (await building()).swap(effect, context),
    check: async (effect, context) => (await building()).check(effect, context),
  } satisfies Handlers;
  stack.use(new Executor({ store, plan, handlers, now, onBug: (effect, error) => onBug(effect.key, error) }));

  let isWatching = false;
  const watch = () => {
    if (isWatching) return;
    isWatching = true;
    // Behind what is planned first: the engine answers one after the other.
    setImmediate(() => void watchEngine({ engine, dispatch, current, now, signal }));
    let known: unknown;
    store.subscribe(() => {
      if (known === current().services) return;
      known = current().services;
      traffic.setAddresses(addressesOf(current()));
    });
  };
  const up = async (request: UpRequest, first?: Beginning) => {
    if (current().removed) throw goneDown();
    try {
      await declarations.declare(request, { dispatch, now }, first);
      if (current().removed) throw goneDown();
    } catch (error) {
      // Another one that comes meanwhile has done nothing wrong: somebody else ends this controller.
      const isEnding = signal.aborted && first === undefined;
      if (current().environment === undefined) ending.abort();
      throw isEnding ? goneDown() : error;
    }
    // It has just listed its containers; whoever watches it says so again, or that it is lost.
    if (!isWatching) dispatch({ kind: 'engine.connected', at: now(), version: found.version });
    dispatch({ kind: 'up.requested', at: now() });
    watch();
  };

  const declared = up(options.request, beginning);
  declared.catch((error: unknown) => {
    if (!(error instanceof SimError)) onBug('up', error);
  });
  const controller = { pid: process.pid, version: options.version, startedAt: now(), protocol: protocolName };
  stack.use(
    serveApi({
      door,
      source: store,
      queries,
      controller,
      up: (request) => up(request),
      wish: (wish) => dispatch({ ...wish, at: now() }),
      onBug: (error) => onBug('API', error),
    }),
  );
  await writeControllerRecord(stateDir, { ...controller, socket: door.socket });
  stack.defer(() => removeControllerRecord(stateDir));

  const ended = new Promise<void>((resolve) => {
    store.subscribe(() => {
      if (current().removed) resolve();
    });
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
  const kept = stack.move();
  return { declared, ended, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Loads something once; what could not be loaded is tried again by the next who needs it. */
function onceLoaded<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

/** It is about to end: another one has to bring the environment up. */
function goneDown(): SimError {
  return new SimError('controller-unreachable', 'the environment has just gone down', {
    hint: 'the same bin/sim up as before starts it again',
  });
}
