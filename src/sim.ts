import { dirname, join } from 'node:path';
import Docker from 'dockerode';
import type { ComposeTool } from './adapters/compose/compose-files.js';
import { createLock } from './adapters/compose/lock.js';
import { socketPlaceOf } from './adapters/controller/socket-place.js';
import { removeControllerRecord, writeControllerRecord } from './adapters/controller/state-dir.js';
import { createContainerEngine } from './adapters/docker/dockerode-engine.js';
import type { GoSettings } from './adapters/go/go-command.js';
import { createGoContainer } from './adapters/go/go-container.js';
import { agentToken } from './adapters/private-files.js';
import type { UpRequest } from './contract/requests.js';
import { contractVersion } from './contract/routes.js';
import { openDoor } from './controller/door.js';
import { serveApi } from './controller/server.js';
import { createBuilding } from './effects/builds/building.js';
import { recoverBuilds } from './effects/builds/recover-builds.js';
import { clearState, removeCleared } from './effects/clear-state.js';
import { createComposeWatchHandler } from './effects/compose-watch.js';
import { Executor, type Handlers } from './effects/executor.js';
import { lifecycleHandlers } from './effects/lifecycle.js';
import { tellContainers } from './effects/tell-containers.js';
import type { EngineFound } from './engine/engine.js';
import { isAtLeast } from './engine/versions.js';
import { hooksSince } from './environment/hook-remarks.js';
import { SimError } from './errors.js';
import { certificateBundle } from './images/host-settings.js';
import { createImages, goVersion, imagesFolder } from './images/images.js';
import { Declarations } from './inputs/declaration/declarations.js';
import { watchEngine } from './inputs/engine-watch.js';
import type { AgentAddress, AgentAway } from './inputs/otlp/agent-link.js';
import { startTraffic } from './inputs/otlp/start-traffic.js';
import { watchAll } from './inputs/watch-all.js';
import { createLogQueries } from './queries/live-logs.js';
import type { Queries } from './queries/queries.js';
import { createComposeRuntime } from './runtime/compose/compose-runtime.js';
import { ComposeCreation } from './runtime/compose/creation.js';
import { MountedBuilds } from './runtime/compose/mounted-builds.js';
import type { Event } from './state/core/event.js';
import { againAt, plan } from './state/core/plan.js';
import { emptySnapshot, reduce } from './state/core/reduce.js';
import type { Snapshot } from './state/core/snapshot.js';
import { createStore } from './state/core/store.js';
import { requireKnown } from './state/services/require-known.js';
import { addressesOf } from './state/topology/addresses.js';
import { findAgent } from './state/traffic/agent.js';

export interface SimOptions {
  readonly name: string;
  /** The checkout: the folder of `stacks/`. */
  readonly root: string;
  /** Absolute `.sim/<name>`. */
  readonly stateDir: string;
  readonly version: string;
  readonly env: NodeJS.ProcessEnv;
  readonly engine: EngineFound;
  /** The request of the `up` that has started this controller. */
  readonly request: UpRequest;
  /** Ends the controller and leaves the containers running. */
  readonly signal: AbortSignal;
}

/** A running controller. Disposing of it ends all its parts and leaves the containers running. */
export interface Sim extends AsyncDisposable {
  /** The absolute path of the socket on which its API listens. */
  readonly socket: string;
  /** Resolves when the first request is declared; rejects with the SimError that says what is wrong with it. */
  readonly declared: Promise<void>;
  /** Resolves when nothing of the environment is left, or `signal` aborts. */
  readonly ended: Promise<void>;
}

/** Starts a controller: makes every part once and connects them. Throws SimError `name-taken` where another controller has the environment. */
export async function startSim(options: SimOptions): Promise<Sim> {
  const { name, root, stateDir, env, engine: found } = options;
  await using stack = new AsyncDisposableStack();
  let cleared: string | undefined;
  stack.defer(() => removeCleared(cleared));
  const door = stack.use(await openDoor(await socketPlaceOf(stateDir, env)));
  door.lastly(async () => {
    const { removed, removal, removeVolumes } = current();
    if (removed && removal !== undefined) cleared = await clearState(stateDir, removal, removeVolumes);
  });
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
  const compose: ComposeTool = {
    command: found.composeCommand,
    env: { ...env, ...found.env },
    builds: {
      by: found.composeBuilds,
      buildx: found.buildxCommand?.[0],
      folder: join(stateDir, 'docker-config'),
    },
  };
  // While Compose is about to read the files that one task has written, no other task may rewrite them.
  const oneAtATime = createLock();
  const builds = new MountedBuilds(stateDir);
  const declaredNow = () => declarations.current;
  const creation = new ComposeCreation({
    ...{ engine, declared: declaredNow, oneAtATime },
    onUnnamedVolumes: (service, targets) =>
      dispatch({ kind: 'volumes.unnamed', at: now(), service, targets }),
  });
  const runtime = createComposeRuntime({ engine, creation, builds, declared: declaredNow, now });
  const declarations = new Declarations({
    ...{ name, root, stateDir, compose, runtime, signal, oneAtATime },
    recoverBuilds: ({ services }) =>
      recoverBuilds(
        { stateDir, delivery: runtime },
        Object.values(services).flatMap(({ name, go }) => (go === undefined ? [] : [name])),
        { dispatch, now },
        (service) => services[service]?.go?.directory,
      ),
    engineEnv: found.env,
    certificates: certificateBundle(env),
    architecture: found.architecture,
    runsHooks: isAtLeast(found.composeVersion, hooksSince),
  });
  const stateRoot = dirname(stateDir);
  const goSettings: GoSettings = {
    env,
    architecture: found.architecture,
    elsewhere: createGoContainer({
      ...{ docker, name, stateDir, root, env, goVersion },
      outputs: [join(stateDir, 'builds'), imagesFolder(stateRoot)],
      certificates: certificateBundle(env),
      image: (find) => images.findGo(find),
    }),
  };
  const images = createImages({
    ...{ found, docker, root, stateDir, env, declarations, goElsewhere: goSettings.elsewhere },
  });

  const token = await agentToken(stateDir);
  const traffic = stack.use(startTraffic({ dispatch, now, agent: () => agentAddress(current(), token) }));
  const queries: Queries = {
    ...traffic.queries,
    ...createLogQueries(store, (container, query, until) => runtime.logs(container, query, until)),
  };

  let isWatching = false;
  const watch = () => {
    if (isWatching) return;
    isWatching = true;
    void watchEngine({ runtime, dispatch, current, now, signal });
    watchAll(store, { runtime, dispatch, now, signal, onFailure: onBug });
    let known: unknown;
    store.subscribe(() => {
      if (known === current().services) return;
      known = current().services;
      traffic.setAddresses(addressesOf(current()));
    });
  };

  const building = createBuilding({
    ...{ go: goSettings, stateDir, current },
    dockerfileOf: (service) => declarations.hotImages[service]?.build,
    delivery: runtime,
    mask: (text) => runtime.mask(text),
  });
  const handlers = {
    ...lifecycleHandlers({
      runtime,
      current,
      findImage: (service, wanted) => images.find(service, wanted),
      declareScales: (scales) => declarations.scale(scales, { dispatch, now }),
      movePorts: (taken, context) => declarations.movePorts(taken, context),
    }),
    'list-packages': building.listPackages,
    build: building.build,
    swap: building.swap,
    check: building.check,
    'compose-watch': createComposeWatchHandler(runtime),
  } satisfies Handlers;
  stack.use(
    new Executor({
      ...{ store, plan, againAt, handlers, now },
      onBug: (effect, error) => onBug(effect.key, error),
    }),
  );

  const up = async (request: UpRequest, isFirst = false) => {
    if (current().removed) throw goneDown();
    try {
      await declarations.declare(request, { dispatch, now });
      if (current().removed) throw goneDown();
    } catch (error) {
      // An `up` that comes while this controller ends is not to blame: another controller has to serve it.
      const isEnding = signal.aborted && !isFirst;
      if (current().environment === undefined) ending.abort();
      throw isEnding ? goneDown() : error;
    }
    // The declaration has just listed the containers, so the engine answers. The watch of the engine says later whether it still does.
    if (!isWatching) dispatch({ kind: 'engine.connected', at: now(), version: found.version });
    dispatch({ kind: 'up.requested', at: now() });
    // The watches begin in the same turn, so that no change of source is missed while it is read.
    watch();
  };

  const declared = up(options.request, true);
  declared.catch((error: unknown) => {
    if (!(error instanceof SimError)) onBug('up', error);
  });
  const controller = {
    pid: process.pid,
    version: options.version,
    startedAt: now(),
    protocol: contractVersion,
  };
  stack.use(
    serveApi({
      door,
      source: store,
      queries,
      controller,
      secrets: () => declarations.secrets,
      up: (request) => up(request),
      look: async () => {
        await tellContainers(runtime, { dispatch, now });
      },
      wish: (wish) => {
        requireKnown(current(), wish);
        if (wish.kind === 'scale.requested') {
          declarations.current.declaration.checkScales({ [wish.service]: wish.replicas });
        }
        dispatch({ ...wish, at: now() });
      },
      now,
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
  return { socket: door.socket, declared, ended, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** The agent's address and the token that it expects; see `findAgent`. */
function agentAddress(snapshot: Snapshot, token: string): AgentAddress | AgentAway | 'to come' {
  const found = findAgent(snapshot);
  return typeof found === 'number' ? { host: '127.0.0.1', port: found, token } : found;
}

/** The error for an `up` that comes while this controller is about to end: another controller has to serve it. */
function goneDown(): SimError {
  return new SimError('controller-unreachable', 'the environment has just gone down', {
    hint: 'the same bin/sim up as before starts it again',
  });
}
