import type {
  Answer,
  Trace,
  TraceQuery,
  TraceSummary,
  TrafficItem,
  TrafficQuery,
} from '../../queries/queries.js';
import type { Addresses } from '../../state/topology/addresses.js';
import type { TrafficRates } from '../../state/traffic/traffic.js';

/** What the trace reader's thread is asked. Questions carry an `id` that comes back with the answer. */
export type WorkerRequest =
  | { readonly kind: 'payload'; readonly payload: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'dropped'; readonly count: number }
  /** Whether the agent is connected: from now on spans are seen, or missed. */
  | { readonly kind: 'watching'; readonly sees: boolean }
  | { readonly kind: 'addresses'; readonly addresses: Addresses }
  | { readonly kind: 'traces'; readonly id: number; readonly query: TraceQuery }
  | { readonly kind: 'trace'; readonly id: number; readonly traceId: string }
  | { readonly kind: 'traffic'; readonly id: number; readonly query: TrafficQuery };

/** What the trace reader's thread says. */
export type WorkerReply =
  | { readonly kind: 'rates'; readonly rates: TrafficRates }
  /** A payload of so many bytes is done with. */
  | { readonly kind: 'consumed'; readonly bytes: number }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: WorkerAnswer }
  | { readonly kind: 'refused'; readonly id: number; readonly detail: string };

/** The answer to a question, by its kind. */
export type WorkerAnswer =
  | { readonly kind: 'traces'; readonly traces: readonly TraceSummary[] }
  | { readonly kind: 'trace'; readonly trace: Trace | undefined }
  | { readonly kind: 'traffic'; readonly answer: Answer<TrafficItem> };
