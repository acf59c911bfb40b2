import type { EnvironmentView } from '../../contract/views.js';
import { momentOf } from '../core/moment.js';
import type { Snapshot } from '../core/snapshot.js';
import { blindWords } from '../traffic/agent.js';
import { downDocument } from './down-view.js';
import { provenAt, startOutcome } from './outcome.js';
import { viewEnvironment } from './view.js';

/** The environment as a whole, as the contract shows it. */
export function environmentDocument(snapshot: Snapshot): EnvironmentView {
  const { name, ready, readyInMs, readyCount, awaitedCount, waitingFor } = viewEnvironment(snapshot);
  const { engine } = snapshot;
  const { agent } = snapshot.traffic;
  const proven = provenAt(snapshot);
  return {
    name,
    goal: snapshot.goal ?? null,
    removed: snapshot.removed,
    startedAt: momentOf(snapshot.startedAt),
    upRequestedAt: momentOf(snapshot.upRequestedAt),
    readyAt: momentOf(snapshot.readyAt),
    ready,
    readyInMs: readyInMs ?? null,
    readyCount,
    awaitedCount,
    waitingFor,
    outcome: startOutcome(snapshot),
    provenAt: proven === 0 ? null : momentOf(proven),
    engine: { state: engine.state, version: engine.version ?? null, detail: engine.detail ?? null },
    agent: { state: agent.state, detail: agent.detail ?? null, blind: blindWords(snapshot) ?? null },
    down: downDocument(snapshot),
  };
}
