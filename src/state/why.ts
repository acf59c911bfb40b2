import { agentService } from '../environment/environment.js';
import { errorWords, probeWords, staleWords } from './cause.js';
import { blockersOf } from './dependencies.js';
import { viewServices } from './select.js';
import type { ServiceView } from './service-view.js';
import type { LogEntry, Snapshot } from './snapshot.js';
import { newestLines } from './telling-lines.js';

/** One link of the chain of causes; what it rests on comes below it. */
export interface Why {
  readonly service: string;
  readonly state: ServiceView['state'];
  readonly cause: string | undefined;
  /** The failing probe, the last log lines, the compile errors: what can be looked at. */
  readonly evidence: readonly string[];
  /** What was last done to it, and why. */
  readonly history: readonly Omit<LogEntry, 'number' | 'service' | 'level'>[];
  readonly because: readonly Why[];
}

const historyLength = 5;

/** Why a service is in its state: its own cause, then those of everything that it waits for. */
export function whyOf(
  snapshot: Snapshot,
  name: string,
  /** What the service wrote lately, newest last, where somebody has looked; else what is remembered of its end. */
  wrote: readonly string[] = [],
  above: readonly string[] = [],
): Why | undefined {
  const view = viewServices(snapshot).find((candidate) => candidate.name === name);
  const definition = snapshot.environment?.services[name];
  if (view === undefined || definition === undefined) return undefined;
  const blockers = view.ready ? [] : blockersOf(snapshot, definition).map(({ service }) => service);
  return {
    service: name,
    state: view.state,
    cause: view.code?.state === 'stale' ? staleWords(view.code) : view.cause,
    evidence: [...evidenceOf(view, wrote), ...(name === agentService ? apartLines(snapshot) : [])],
    history: snapshot.log
      .filter(({ service }) => service === name)
      .slice(-historyLength)
      .map(({ number: _, service: __, level: ___, ...entry }) => entry),
    because: blockers
      .filter((blocker) => !above.includes(blocker) && blocker !== name)
      .flatMap((blocker) => whyOf(snapshot, blocker, [], [...above, name]) ?? []),
  };
}

/** Whose spans the agent can't get. */
function apartLines({ environment }: Snapshot): readonly string[] {
  // Blind, it tells them as its cause.
  const { apart, blind } = environment?.agent ?? { apart: [], blind: undefined };
  return blind !== undefined ? [] : apart.map(({ network, why }) => `stays off network '${network}': ${why}`);
}

function evidenceOf(
  { probe, health, evidence, code }: ServiceView,
  wrote: readonly string[],
): readonly string[] {
  const errors = code?.errors ?? [];
  return [
    ...(probe !== undefined && health !== 'healthy' ? [probeWords(probe)] : []),
    ...errors.map(errorWords),
    ...(wrote.length > 0 ? newestLines(wrote) : evidence),
  ];
}
