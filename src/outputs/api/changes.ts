import type { ServerResponse } from 'node:http';
import { diff } from '../../contract/delta.js';
import type { SnapshotSource } from '../../state/core/store.js';
import { startOutcome } from '../../state/services/outcome.js';

/**
 * At most one message each so many milliseconds: what changes meanwhile travels together. The first one goes at once, and so does
 * what somebody may wait for: how far `up` has come.
 */
const gatherMs = 30;

/**
 * Sends the Snapshot, then what changed, as server-sent events `snapshot` and `delta`. A slow client is sent the
 * difference from what it last got to what is true when it has room again, so nothing queues up for it.
 */
export async function streamChanges(
  source: SnapshotSource,
  response: ServerResponse,
  signal: AbortSignal,
  closing: AbortSignal,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' });
  let sent = source.current;
  let outcome = startOutcome(sent);
  let sentAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let looking: NodeJS.Immediate | undefined;
  let full = false;
  const write = (event: string, data: unknown) => {
    full = !response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const send = () => {
    timer = undefined;
    if (full || signal.aborted) return;
    const delta = diff(sent, source.current);
    sent = source.current;
    if (delta === undefined) return;
    write('delta', delta);
    sentAt = performance.now();
  };
  const schedule = () => {
    timer ??= setTimeout(send, Math.max(0, sentAt + gatherMs - performance.now()));
    looking ??= setImmediate(look);
  };
  /** What follows from a change without delay belongs to it: a service that has failed is asked for its last words, say. */
  const look = () => {
    looking = undefined;
    const before = outcome;
    outcome = startOutcome(source.current);
    if (outcome === before) return;
    clearTimeout(timer);
    send();
  };
  write('snapshot', sent);
  const unsubscribe = source.subscribe(schedule);
  response.on('drain', () => {
    full = false;
    schedule();
  });
  await aborted(AbortSignal.any([signal, closing]));
  unsubscribe();
  clearTimeout(timer);
  clearImmediate(looking);
  // The last change is often the one that everybody waits for: that all is gone.
  send();
  response.end();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
