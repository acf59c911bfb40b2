import type { ServiceDefinition } from '../../environment/environment.js';
import { findInstanceBuild } from '../builds/find-instance-build.js';
import { viewCode } from '../builds/view.js';
import type { Snapshot } from '../core/snapshot.js';
import type { InstanceState } from '../instances/instance.js';
import { instanceIsReady } from '../instances/readiness.js';
import { tellingLines } from '../instances/telling-lines.js';
import { causeOf, instanceCause, refusalWords } from './cause.js';
import { awaitedServices, environmentIsReady, readyCount } from './readiness.js';
import { newService } from './service-changes.js';
import type { CodeView, InstanceView, ServiceView } from './service-view.js';
import { type ServiceState, wantedInstances } from './services.js';
import { urlsOf } from './urls.js';
import { whyNotReady } from './why-not-ready.js';
import { instanceWord, isReadyWord, serviceWord } from './words-of.js';

const views = new WeakMap<Snapshot, readonly ServiceView[]>();

/** The view of every service, in the order declared. */
export function viewServices(snapshot: Snapshot): readonly ServiceView[] {
  const known = views.get(snapshot);
  if (known !== undefined) return known;
  const made = Object.values(snapshot.environment?.services ?? {}).map((definition) =>
    viewService(snapshot, definition),
  );
  views.set(snapshot, made);
  return made;
}

/** The environment as a whole. */
export interface EnvironmentView {
  readonly name: string;
  readonly ready: boolean;
  /** How many of the services that are waited for are ready. */
  readonly readyCount: number;
  readonly awaitedCount: number;
  /** Milliseconds from the newest `up` to everything ready; `undefined` until then. */
  readonly readyInMs: number | undefined;
  /** What is waited for: a line per service that is not ready, the first cause first. */
  readonly waitingFor: readonly { readonly service: string; readonly cause: string }[];
}

/** The view of the environment as a whole. */
export function viewEnvironment(snapshot: Snapshot): EnvironmentView {
  const names = new Set(awaitedServices(snapshot));
  const awaited = viewServices(snapshot).filter(({ name, state }) => names.has(name) && state !== 'stopped');
  const missing = awaited.filter((view) => !view.ready);
  // A service that needs a missing one explains nothing, so the missing one comes first.
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
  const service = snapshot.services[name] ?? newService(name, definition.replicas);
  const image = snapshot.images[name];
  const builds = snapshot.builds[name];
  const code = builds && viewCode(builds);
  const state = serviceWord(snapshot, definition, service, code);
  const wanted = wantedInstances(service);
  // A service is told by its first container that is not ready.
  const first = wanted.find((one) => !instanceIsReady(snapshot, one)) ?? wanted[0] ?? service.instances[0];
  const container = first?.container;
  return {
    name,
    stack: definition.stack,
    kind: definition.kind,
    internal: definition.internal,
    background: definition.background,
    state,
    health: container?.health ?? 'none',
    ready: isReadyWord(state),
    cause: causeOf(snapshot, definition, service, code, state),
    since: sinceOf(service, first),
    image: {
      reference: image?.reference ?? container?.image ?? definition.image,
      source: image?.source,
      digest: image?.digest,
      standIns: image?.standIns ?? [],
      refused: image?.state === 'unavailable' ? refusalWords(image) : undefined,
    },
    urls: urlsOf(
      definition,
      service.instances.flatMap((one) => one.container.ports).sort((a, b) => a.published - b.published),
    ),
    replicas: {
      wanted: service.scale,
      ready: state === 'unknown' ? 0 : readyCount(snapshot, service),
    },
    instances: service.instances.map((one) => viewInstance(snapshot, definition, one, code)),
    containers: service.instances.map(({ container: one }) => ({
      id: one.id,
      name: one.name,
      status: one.status,
      startedAt: one.startedAt,
      restarts: one.restarts,
      exitCode: one.exitCode,
    })),
    probe: container?.probe,
    evidence: tellingLines(
      first === undefined || first.evidence.length === 0 ? service.evidence : first.evidence,
    ),
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

/** When all containers had become ready; until then when the first that is not ready was started. */
function sinceOf(service: ServiceState, first: InstanceState | undefined): number | undefined {
  const times = wantedInstances(service).flatMap(({ readyAt }) => (readyAt === undefined ? [] : [readyAt]));
  const allReady = times.length > 0 && times.length >= service.scale;
  return allReady ? Math.max(...times) : (first?.readyAt ?? first?.container.startedAt);
}

function viewInstance(
  snapshot: Snapshot,
  definition: ServiceDefinition,
  instance: InstanceState,
  code: CodeView | undefined,
): InstanceView {
  const { index, container, readyAt } = instance;
  const state = instanceWord(snapshot, definition, instance, code);
  return {
    index,
    container: { id: container.id, name: container.name },
    state,
    health: container.health,
    ready: isReadyWord(state),
    cause: instanceCause(snapshot, definition, instance, code, state),
    build:
      container.status === 'running' ? findInstanceBuild(snapshot, definition.name, index)?.live : undefined,
    addresses: container.addresses,
    urls: urlsOf(definition, container.ports),
    restarts: container.restarts,
    since: readyAt ?? container.startedAt,
  };
}

/** The ends of the container that has ended most often. */
function endsOf({ instances }: ServiceState, at: number): ServiceView['ends'] {
  const [ends] = instances
    .flatMap((one) => (one.ends === undefined ? [] : [one.ends]))
    .sort((a, b) => b.count - a.count);
  if (ends === undefined) return undefined;
  return { count: ends.count, lastCode: ends.lastCode, withinMs: Math.max(0, at - ends.firstAt) };
}
