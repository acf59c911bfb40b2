import { agentService } from '../../environment/environment.js';
import { errorLines } from '../../words/build-errors.js';
import { clockTime } from '../../words/time.js';
import type { LogEntry, Snapshot } from '../core/snapshot.js';
import { findInstance } from '../instances/find-instance.js';
import type { InstanceState } from '../instances/instance.js';
import { instanceName, parseInstanceName } from '../instances/instance-name.js';
import { newestLines, tellingLines } from '../instances/telling-lines.js';
import { failingEdges, failingWords, percent } from '../traffic/failing.js';
import { staleWords } from './cause.js';
import { blockersOf } from './dependencies.js';
import { probeWords } from './probe-words.js';
import type { ServiceView } from './service-view.js';
import { viewServices } from './view.js';

/** One link of the chain of causes; `because` holds the links that it rests on. */
export interface Why {
  readonly service: string;
  readonly state: ServiceView['state'];
  readonly cause: string | undefined;
  /** What is wrong with a service though it is ready: it answers with errors, or its calls fail. */
  readonly trouble: string | undefined;
  /** The newest edit that may have brought it about. */
  readonly edit: string | undefined;
  /** The failing probe, the last log lines, the compile errors: what can be looked at. */
  readonly evidence: readonly string[];
  /** What was last done to it, and why. */
  readonly history: readonly Omit<LogEntry, 'number' | 'service' | 'level'>[];
  readonly because: readonly Why[];
}

const historyLength = 5;
/** An edit may have caused trouble that began at most this long after it. */
const editReachMs = 60_000;

/** The view of a service narrowed to one instance of it; `undefined`: there is no such instance. */
function ofInstance(snapshot: Snapshot, view: ServiceView, name: string): ServiceView | undefined {
  const shown = view.instances.find(({ index }) => instanceName(view.name, index) === name);
  const instance = findInstance(snapshot, view.name, shown?.index);
  if (shown === undefined || instance === undefined) return undefined;
  const { state, health, ready, cause, since } = shown;
  const { container, evidence } = instance;
  return {
    ...view,
    state,
    health,
    ready,
    cause,
    since,
    probe: container.probe,
    evidence: tellingLines(evidence),
  };
}

/**
 * Why a service, or one instance of it, is in its state: its own cause, then the causes of what it waits for or calls in vain, down to the
 * root. `undefined` where there is no such service or instance.
 */
export function whyOf(
  snapshot: Snapshot,
  name: string,
  /** What the service wrote lately, newest last, where somebody has looked; else what is remembered of its end. */
  wrote: readonly string[] = [],
  above: readonly string[] = [],
): Why | undefined {
  const { service } = parseInstanceName(name);
  const whole = viewServices(snapshot).find((candidate) => candidate.name === service);
  const view = whole === undefined || service === name ? whole : ofInstance(snapshot, whole, name);
  if (view === undefined) return undefined;
  return {
    service: name,
    state: view.state,
    cause: causeWords(view),
    trouble: troubleOf(snapshot, service),
    edit: editOf(snapshot, view, wrote),
    evidence: [...evidenceOf(view, wrote), ...(service === agentService ? apartLines(snapshot) : [])],
    history: snapshot.log
      .filter((entry) => entry.service === service)
      .slice(-historyLength)
      .map(({ number: _, service: __, level: ___, ...entry }) => entry),
    because: rootsOf(snapshot, view)
      .filter((other) => !above.includes(other) && other !== service)
      .flatMap((other) => whyOf(snapshot, other, [], [...above, service]) ?? []),
  };
}

/** Of a service that is ready by older code that alone; else what keeps it from being ready comes first. */
function causeWords(view: ServiceView): string | undefined {
  const { ready, cause, code } = view;
  if (code?.state !== 'stale') return cause;
  const stale = staleWords(code, view);
  return ready || cause === undefined ? stale : `${cause}; ${stale}`;
}

/** The services that a service's trouble comes from: it waits for them, needs or calls them and they are not ready, or they answer with errors. */
function rootsOf(snapshot: Snapshot, view: ServiceView): readonly string[] {
  const definition = snapshot.environment?.services[view.name];
  if (definition === undefined) return [];
  const views = new Map(viewServices(snapshot).map((each) => [each.name, each]));
  const blockers = view.ready ? [] : blockersOf(snapshot, definition).map(({ service }) => service);
  const called = Object.values(snapshot.traffic.edges)
    .filter(({ from }) => from === view.name)
    .map(({ to }) => to);
  const needed = definition.dependsOn.filter(({ required }) => required).map(({ service }) => service);
  const absent = [...needed, ...called].filter((other) => {
    const it = views.get(other);
    return it !== undefined && !it.ready && it.state !== 'done';
  });
  const failing = failingEdges(snapshot, view.name).map(({ to }) => to);
  return [...new Set([...blockers, ...absent, ...failing])];
}

function troubleOf(snapshot: Snapshot, name: string): string | undefined {
  const answers = failingWords(snapshot, name);
  if (answers !== undefined) return answers;
  const [edge] = failingEdges(snapshot, name);
  return edge === undefined ? undefined : `${percent(edge.share)} of its calls to ${edge.to} fail`;
}

/**
 * The newest edit of what a service reads or is made of, where it has trouble and the edit fits: what it says names the file, or the
 * trouble began soon after.
 */
function editOf(snapshot: Snapshot, view: ServiceView, wrote: readonly string[]): string | undefined {
  const { name, code, configuration } = view;
  const failingSince = snapshot.traffic.failing[name];
  const since = failingSince ?? unreadySince(snapshot.services[name]?.instances ?? []);
  if (view.ready && failingSince === undefined) return undefined;
  const fits = (at: number) => since !== undefined && at <= since && since - at < editReachMs;
  const said = [view.cause ?? '', ...evidenceOf(view, wrote)].join('\n');
  if (configuration !== undefined && (said.includes(configuration.file) || fits(configuration.at))) {
    return `${configuration.file} was edited at ${clockTime(configuration.at)}`;
  }
  const live = code?.latest;
  // The first build of all is no edit.
  if (live === undefined || live.files.length === 0 || live.number !== code?.live) return undefined;
  if (code.liveSince === undefined || !fits(code.liveSince)) return undefined;
  return `build ${live.number} is live since ${clockTime(code.liveSince)} (${live.cause})`;
}

/** Whose spans the agent can't get. */
function apartLines({ environment }: Snapshot): readonly string[] {
  // Blind, it tells them as its cause.
  const { apart, blind } = environment?.agent ?? { apart: [], blind: undefined };
  return blind !== undefined ? [] : apart.map(({ network, why }) => `stays off network '${network}': ${why}`);
}

function evidenceOf(
  { state, probe, health, evidence, code }: ServiceView,
  wrote: readonly string[],
): readonly string[] {
  const errors = code?.errors ?? [];
  // What a probe answered before a pause, or found right, explains no trouble.
  const tells = probe !== undefined && probe.exitCode !== 0 && health !== 'healthy' && state !== 'paused';
  return [
    ...(tells ? [probeWords(probe)] : []),
    ...errors.flatMap(errorLines),
    ...(wrote.length > 0 ? newestLines(wrote) : evidence),
  ];
}

/** Since when the first of its containers that has trouble has it; `undefined`: none has, or nobody saw it begin. */
function unreadySince(instances: readonly InstanceState[]): number | undefined {
  const times = instances.flatMap(({ unreadySince: since, ends }) => since ?? ends?.firstAt ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}
