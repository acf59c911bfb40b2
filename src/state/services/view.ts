import type { ServiceDefinition } from '../../environment/environment.js';
import { viewCode } from '../builds/view.js';
import { inFlightFor } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import { isRunning } from '../instances/container.js';
import { keepsEnding } from '../instances/ends.js';
import { detachedBecause } from '../instances/network-standing.js';
import { tellingLines } from '../instances/telling-lines.js';
import { causeOf, refusalWords } from './cause.js';
import { blockersOf, uncheckedBlockers } from './dependencies.js';
import { environmentIsReady, serviceHasFailed, serviceIsReady } from './readiness.js';
import { newService } from './service-changes.js';
import type { CodeView, ServiceView, ServiceWord } from './service-view.js';
import type { ServiceState } from './services.js';
import { urlsOf } from './urls.js';
import { whyNotReady } from './why-not-ready.js';

const views = new WeakMap<Snapshot, readonly ServiceView[]>();

/** Every service as all outputs show it, in the order declared. */
export function viewServices(snapshot: Snapshot): readonly ServiceView[] {
  const known = views.get(snapshot);
  if (known !== undefined) return known;
  const made = Object.values(snapshot.environment?.services ?? {}).map((definition) =>
    viewService(snapshot, definition),
  );
  views.set(snapshot, made);
  return made;
}

/** The environment as a whole, in words that every output shares. */
export interface EnvironmentView {
  readonly name: string;
  readonly ready: boolean;
  /** How many of the services that are waited for are ready. */
  readonly readyCount: number;
  readonly awaitedCount: number;
  /** From the newest `up` to everything ready; `undefined` until then. */
  readonly readyInMs: number | undefined;
  /** What is waited for: a line per service that is not ready, the first cause first. */
  readonly waitingFor: readonly { readonly service: string; readonly cause: string }[];
}

/** Sums the environment up. */
export function viewEnvironment(snapshot: Snapshot): EnvironmentView {
  const awaited = viewServices(snapshot).filter(
    (view) => !view.background && !view.internal && view.state !== 'stopped',
  );
  const missing = awaited.filter((view) => !view.ready);
  // What needs others that are not there explains nothing: those come first.
  const absent = new Set(missing.map((view) => view.name));
  const needsAbsent = ({ name }: ServiceView) =>
    snapshot.environment?.services[name]?.dependsOn.some(({ service }) => absent.has(service)) === true;
  const byDepth = [...missing].sort((a, b) => Number(needsAbsent(a)) - Number(needsAbsent(b)));
  const ready = environmentIsReady(snapshot);
  const behind = awaited.flatMap((view) => {
    const cause = ready || !view.ready ? undefined : whyNotReady(view);
    return cause === undefined ? [] : [{ service: view.name, cause }];
  });
  return {
    name: snapshot.environment?.name ?? '',
    ready,
    readyCount: awaited.length - missing.length,
    awaitedCount: awaited.length,
    readyInMs:
      snapshot.readyAt === undefined || snapshot.upRequestedAt === undefined
        ? undefined
        : snapshot.readyAt - snapshot.upRequestedAt,
    waitingFor: [
      ...byDepth.map((view) => ({ service: view.name, cause: view.cause ?? view.state })),
      ...behind,
    ],
  };
}

function viewService(snapshot: Snapshot, definition: ServiceDefinition): ServiceView {
  const { name } = definition;
  const service = snapshot.services[name] ?? newService(name);
  const image = snapshot.images[name];
  const builds = snapshot.builds[name];
  const code = builds && viewCode(builds);
  const state = wordOf(snapshot, definition, service, code);
  const container = service.container;
  return {
    name,
    stack: definition.stack,
    kind: definition.kind,
    internal: definition.internal,
    background: definition.background,
    state,
    health: container?.health ?? 'none',
    ready: state !== 'unknown' && serviceIsReady(snapshot, name),
    cause: causeOf(snapshot, definition, service, code, state),
    since: service.readyAt ?? container?.startedAt,
    image: {
      reference: image?.reference ?? container?.image ?? definition.image,
      source: image?.source,
      digest: image?.digest,
      standIns: image?.standIns ?? [],
      refused: image?.state === 'unavailable' ? refusalWords(image) : undefined,
    },
    urls: urlsOf(definition, container?.ports ?? []),
    containers:
      container === undefined
        ? []
        : [
            {
              id: container.id,
              name: container.name,
              status: container.status,
              startedAt: container.startedAt,
              restarts: container.restarts,
              exitCode: container.exitCode,
            },
          ],
    probe: container?.probe,
    evidence: tellingLines(service.evidence),
    ends: endsOf(service, snapshot.at),
    code,
    configuration: snapshot.configuration[name],
    rates: snapshot.traffic.services[name],
    remarks: [
      ...(snapshot.environment?.remarks ?? []).flatMap(({ service: of, text }) =>
        of === name ? [text] : [],
      ),
      ...(builds?.leftOut ?? []),
    ],
  };
}

function endsOf({ ends }: ServiceState, at: number): ServiceView['ends'] {
  if (ends === undefined) return undefined;
  return { count: ends.count, lastCode: ends.lastCode, withinMs: Math.max(0, at - ends.firstAt) };
}

function wordOf(
  snapshot: Snapshot,
  definition: ServiceDefinition,
  service: ServiceState,
  code: CodeView | undefined,
): ServiceWord {
  const container = service.container;
  if (snapshot.engine.state === 'lost') return 'unknown';
  const running = container?.status === 'running';
  if (service.wanted === 'stopped' || snapshot.goal === 'down')
    return isRunning(container) ? 'stopping' : 'stopped';
  if (definition.replicas === 0 && container === undefined) return 'stopped';
  if (service.createError !== undefined) return 'failed';
  if (container?.status === 'restarting') return 'restarting';
  if (container?.status === 'paused') return 'paused';
  if (running) {
    if (detachedBecause(snapshot, definition.name) !== undefined) return 'detached';
    if (keepsEnding(service, snapshot.at)) return 'restarting';
    if (container.health === 'unhealthy') {
      const first = code?.live === undefined && code !== undefined ? firstBuildWord(code) : 'starting';
      return first === 'starting' ? 'unhealthy' : first;
    }
    if (container.health === 'starting')
      return code?.live === undefined && code !== undefined ? firstBuildWord(code) : 'starting';
    return 'ready';
  }
  // It has ended for this, with whatever code a stop gives it, and is started again.
  if (inFlightFor(snapshot, 'restart-container', definition.name) !== undefined) return 'restarting';
  if (serviceHasFailed(service)) return 'failed';
  if (serviceIsReady(snapshot, definition.name)) return 'done';
  const image = snapshot.images[definition.name]?.state;
  if (image === 'unavailable') return 'unavailable';
  if (image === 'fetching' || inFlightFor(snapshot, 'find-image', definition.name) !== undefined)
    return 'fetching';
  if (uncheckedBlockers(snapshot, definition).length > 0) return 'failed';
  if (blockersOf(snapshot, definition).length > 0 && image === 'ready') return 'waiting';
  return container === undefined && image !== 'ready' ? 'declared' : 'starting';
}

/** Before any build of it ever answered, a `go` service is what its newest build is. */
function firstBuildWord(code: CodeView): ServiceWord {
  if (code.building !== undefined) return 'building';
  if (code.errors.length === 0) return 'starting';
  // The compiler refused it; one that did not come up is started again and again.
  return code.failed === 'build' ? 'failed' : 'restarting';
}
