import type { Queries } from '../../queries/queries.js';
import { createTraceQueries } from '../../queries/trace-queries.js';
import { createTrafficQueries } from '../../queries/traffic-queries.js';
import type { Event } from '../../state/core/event.js';
import type { Addresses } from '../../state/topology/addresses.js';
import { nothingMeasured } from '../../state/traffic/rates.js';
import { type AgentAddress, type AgentAway, AgentLink } from './agent-link.js';
import { DropCounter } from './agent-status.js';
import { TraceThread } from './trace-thread.js';

/** What traffic needs of the rest. */
export interface TrafficOptions {
  /** Asked before each attempt to connect: see `AgentLink`. */
  readonly agent: () => AgentAddress | AgentAway | 'to come';
  /** How long an agent may take to answer before it counts as lost. */
  readonly patienceMs?: number;
  /** Milliseconds that only go on. */
  readonly clock?: () => number;
  readonly dispatch: (event: Event) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Closes it all, as `await using` does. */
  readonly signal?: AbortSignal;
}

/** Traffic as it is seen by spans, until it is disposed of. */
export interface Traffic extends AsyncDisposable {
  readonly queries: Pick<Queries, 'traces' | 'trace' | 'traffic'>;
  /**
   * Says who is behind each address or name: container addresses, host names, container names, aliases,
   * `OTEL_SERVICE_NAME`s. Replaces what was said before; every service should be named by at least one entry.
   */
  setAddresses(addresses: Addresses): void;
}

/** Starts to listen to the agent: its facts go to `dispatch`, its traces can be asked for. */
export function startTraffic(options: TrafficOptions): Traffic {
  const { dispatch, now, signal } = options;
  const drops = new DropCounter();
  const thread = new TraceThread({
    onRates: (rates) => dispatch({ kind: 'traffic.measured', at: now(), rates }),
    onPressure: (tooMuch) => link.setPaused(tooMuch),
    onFailure: (error) => {
      dispatch({ kind: 'agent.lost', at: now(), detail: `the trace reader failed: ${error.message}` });
      // Without the trace thread no new rates come, so the last ones must not stay.
      dispatch({ kind: 'traffic.measured', at: now(), rates: nothingMeasured });
      void link[Symbol.asyncDispose]();
    },
  });
  const link = new AgentLink(
    options.agent,
    {
      onConnected: () => {
        thread.watch();
        dispatch({ kind: 'agent.connected', at: now() });
      },
      onLost: (detail) => {
        thread.lookAway();
        dispatch({ kind: 'agent.lost', at: now(), detail });
      },
      onStatus: ({ droppedSpans }) => {
        const more = drops.add(droppedSpans);
        if (more > 0) thread.addDropped(more);
      },
      onTraces: (payload) => thread.accept(payload),
    },
    options,
  );
  const close = async () => {
    await link[Symbol.asyncDispose]();
    await thread[Symbol.asyncDispose]();
  };
  if (signal?.aborted === true) void close();
  signal?.addEventListener('abort', () => void close(), { once: true });
  return {
    queries: { ...createTraceQueries(thread), ...createTrafficQueries(thread) },
    setAddresses: (addresses) => thread.setAddresses(addresses),
    [Symbol.asyncDispose]: close,
  };
}
