import type { RefusedPort } from '../environment/assign-ports.js';
import { dependenciesFirst } from '../environment/dependencies-first.js';
import { messageOf, SimError } from '../errors.js';
import type { InstanceSelection } from '../runtime/build-delivery.js';
import type { Runtime } from '../runtime/runtime.js';
import type { Snapshot } from '../state/core/snapshot.js';
import type { ImageSource, StandIn } from '../state/images/images.js';
import { withDependencies } from '../state/services/with-dependencies.js';
import { createTogether } from './create-together.js';
import type { EffectContext, EffectHandler } from './effect-handler.js';
import { idsOf } from './ids-of.js';
import { tellContainers } from './tell-containers.js';

/** What an image provider gives for one service. */
export interface FoundImage {
  readonly reference: string;
  readonly source: ImageSource;
  readonly digest: string | undefined;
  readonly standIns?: readonly StandIn[] | undefined;
}

export interface LifecycleOptions {
  readonly runtime: Runtime;
  readonly current: () => Snapshot;
  /** Throws SimError `image-unavailable` with a hint. */
  readonly findImage: (
    service: string,
    options: {
      /** When the command came that asks, in milliseconds since the epoch. */
      readonly asked: number;
      readonly onProgress: (text: string) => void;
      readonly signal: AbortSignal;
    },
  ) => Promise<FoundImage>;
  /**
   * Declares the environment anew with these numbers of containers, by service, where they are not the declared ones; whether any service
   * is another number than its `up` declares.
   */
  readonly declareScales: (scales: Readonly<Record<string, number>>) => Promise<boolean>;
  /** Declares the environment anew, with other ports where those of now are taken; the engine refused `taken`. */
  readonly movePorts: (taken: RefusedPort, context: EffectContext) => Promise<void>;
}

/** How many of the last log lines are read of a service in trouble: one that logs much has written many others since the cause. */
const evidenceLines = 50;

/** Handlers of everything that happens to images and containers. */
export function lifecycleHandlers(options: LifecycleOptions) {
  const { runtime, current } = options;
  const containersOf = (service: string, wanted?: number) =>
    (current().services[service]?.instances ?? []).filter(
      ({ index }) => wanted === undefined || index === wanted,
    );

  const imagesOfNow = () =>
    Object.fromEntries(
      Object.entries(current().images).flatMap(([name, image]) =>
        image.reference === undefined ? [] : [[name, image.reference] as const],
      ),
    );
  const scalesOfNow = () => {
    const { services, environment } = current();
    const others = Object.values(services).filter(
      ({ name, scale }) => scale !== environment?.services[name]?.replicas,
    );
    return Object.fromEntries(others.map(({ name, scale }) => [name, scale]));
  };
  // Containers are observed before they are called created, so that the plan never acts on containers that were replaced.
  const lookAtAll = async (context: EffectContext) => {
    await tellContainers(runtime, context);
  };
  const make =
    (anew: boolean) =>
    async (services: readonly string[], refused: ReadonlySet<string>, signal: AbortSignal) => {
      // More of a service may want other ports, for which Compose would make anew those that are there.
      const kept = await options.declareScales(scalesOfNow());
      // Compose brings the dependencies along by itself where it makes something anew, and leaves them as they are.
      const all = anew ? services : withDependencies(current(), services, refused);
      const counts = Object.fromEntries(all.map((name) => [name, current().services[name]?.scale ?? 1]));
      await runtime.create({ services: counts, images: imagesOfNow(), anew, kept }, signal);
    };
  const idsOfInstances = ({ service, index }: InstanceSelection) =>
    containersOf(service, index)
      .map(({ container }) => container.id)
      .join();
  /** Another container at another port, which the plan then starts; `false` where nothing else could be had. */
  const replacedAtOtherPort = async (
    instances: InstanceSelection,
    taken: RefusedPort,
    context: EffectContext,
  ): Promise<boolean> => {
    const { service, index } = instances;
    const before = idsOfInstances(instances);
    await options.movePorts(taken, context);
    // Where those that are there are to stay as they are, Compose would leave this one at its port, too.
    if (index !== undefined && (await options.declareScales(scalesOfNow()))) {
      await runtime.remove({ service, index });
      context.dispatch({ kind: 'container.removed', at: context.now(), service, id: before });
      return true;
    }
    await make(false)([service], new Set(), context.signal);
    await lookAtAll(context);
    return idsOfInstances(instances) !== before;
  };

  /** Rejects with `engine-lost` where the engine has gone: what failed is tried again when it is back. */
  const requireAnswer = () => runtime.version();
  /** The words of an error, masked: the engine and Compose repeat what was declared, which may hold secrets. */
  const wordsOf = (error: unknown) => runtime.mask(messageOf(error));

  const findImage: EffectHandler<'find-image'> = async ({ service, asked }, { dispatch, now, signal }) => {
    const began = now();
    const onProgress = (text: string) =>
      dispatch({ kind: 'image.progressed', at: now(), service, text: runtime.mask(text) });
    try {
      const found = await options.findImage(service, { asked, onProgress, signal });
      await runtime.deliverImage(found.reference, signal);
      dispatch({ kind: 'image.found', at: now(), service, ...found, durationMs: now() - began, asked });
    } catch (error) {
      if (signal.aborted) return;
      // What cannot be had is a fact about the service; the rest of the environment comes up.
      if (!(error instanceof SimError)) throw error;
      await requireAnswer();
      dispatch({
        kind: 'image.unavailable',
        at: now(),
        service,
        // Our own words name images, and an image may be called `token:1`.
        detail: error.code === 'compose-failed' ? wordsOf(error) : error.message,
        hint: error.hint ?? '',
        asked,
      });
      // The tool's own last words are shown as evidence, like a container's log.
      const lines =
        error.detail === undefined ? [] : runtime.mask(error.detail).split('\n').slice(-evidenceLines);
      if (lines.length > 0) dispatch({ kind: 'container.evidence-found', at: now(), service, lines });
    }
  };

  const creationOf = (anew: boolean) =>
    createTogether({
      make: make(anew),
      makeAnew: make(true),
      known: () =>
        idsOf(
          Object.values(current().services).flatMap(({ instances }) =>
            instances.map(({ container }) => container),
          ),
        ),
      there: async () => idsOf(await runtime.observeAll()),
      look: lookAtAll,
      requireAnswer,
      inOrder: (services) => dependenciesFirst(current().environment?.services ?? {}, services),
    });
  const create = creationOf(false);
  const createAnew = creationOf(true);
  const createContainer: EffectHandler<'create-container'> = async ({ service, anew }, context) => {
    const { dispatch, now, signal } = context;
    const began = now();
    const scale = current().services[service]?.scale;
    try {
      await (anew ? createAnew : create)(service, context);
    } catch (error) {
      if (signal.aborted || !(error instanceof SimError)) throw error;
      await requireAnswer();
      dispatch({ kind: 'container.create-failed', at: now(), service, detail: wordsOf(error) });
      return;
    }
    dispatch({ kind: 'container.created', at: now(), service, durationMs: now() - began, scale });
  };

  const startContainer: EffectHandler<'start-container'> = async ({ service, index }, context) => {
    const { dispatch, now, signal } = context;
    try {
      const ended = containersOf(service, index).some(({ container }) => container.status === 'exited');
      await runtime.start({ service, index }, signal);
      // Its event may come later than this ends. Until then the end of the run before would count as that of this one, and what is
      // going down would be removed as if it did not run.
      if (ended || signal.aborted) await observe(service, index, context);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof SimError && error.code === 'engine-lost') throw error;
      // The port was free when the environment was declared, and is taken by now.
      const taken = runtime.refusedPort(error);
      if (taken !== undefined && (await replacedAtOtherPort({ service, index }, taken, context))) return;
      dispatch({ kind: 'container.start-failed', at: now(), service, index, detail: wordsOf(error) });
    }
  };

  const observe = async (service: string, index: number | undefined, { dispatch, now }: EffectContext) => {
    for (const instance of containersOf(service, index)) {
      const container = await runtime.observe(instance);
      if (container !== undefined) dispatch({ kind: 'container.observed', at: now(), container });
    }
  };

  /** Whoever runs an effect tells in its own words why it failed. */
  const masked = async (task: Promise<void>) => {
    await task.catch((error: unknown) => {
      throw error instanceof SimError ? new SimError(error.code, wordsOf(error), { cause: error }) : error;
    });
  };

  const stopContainer: EffectHandler<'stop-container'> = async ({ service, index }, context) => {
    const { signal } = context;
    await masked(runtime.stop({ service, index }, signal));
    await observe(service, index, context);
  };

  const restartContainer: EffectHandler<'restart-container'> = async ({ service, index }, context) => {
    await masked(runtime.restart({ service, index }));
    await observe(service, index, context);
  };

  const gatherEvidence: EffectHandler<'gather-evidence'> = async (effect, { dispatch, now, signal }) => {
    const lines: string[] = [];
    const { service, index, containerId: id } = effect;
    const range = { tail: evidenceLines, since: undefined, follow: false };
    const log = runtime.logs({ service, index, id }, range, signal);
    try {
      for await (const line of log) lines.push(line.text);
    } catch (error) {
      // The container's logging driver keeps no lines.
      if (!(error instanceof SimError) || error.code !== 'log-unreadable') throw error;
    }
    // The last lines of a container say nothing of the one that has taken its place meanwhile.
    if (idsOfInstances({ service, index }) !== id) return;
    dispatch({ kind: 'container.evidence-found', at: now(), service, index, lines });
  };

  const removeEnvironment: EffectHandler<'remove-environment'> = async ({ volumes }, { dispatch, now }) => {
    const removal = await runtime.removeAll({ volumes });
    dispatch({ kind: 'environment.removed', at: now(), removal });
  };

  return {
    'find-image': findImage,
    'create-container': createContainer,
    'start-container': startContainer,
    'stop-container': stopContainer,
    'restart-container': restartContainer,
    'gather-evidence': gatherEvidence,
    'remove-environment': removeEnvironment,
  } as const;
}
