import type { ServerResponse } from 'node:http';
import { diff } from '../contract/delta.js';
import type { Views } from '../contract/views.js';
import type { StoreViews } from './views-source.js';

/**
 * The least time between two messages, in milliseconds; changes in between are sent together. The first message is sent at once, and so is
 * a change of the start's outcome, for which somebody may wait.
 */
const gatherMs = 30;

/**
 * Sends the views and then their changes, as server-sent events `view` and `delta`. A slow client gets, when it has room again, one delta
 * from what it got last to what is true then, so that no messages queue up for it.
 */
export async function streamViews(
  source: StoreViews,
  pick: (views: Views) => Partial<Views>,
  response: ServerResponse,
  { signal, closing }: { readonly signal: AbortSignal; readonly closing: AbortSignal },
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' });
  let sent = pick(source.current);
  let outcome = source.outcome;
  let sentAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let looking: NodeJS.Immediate | undefined;
  let full = false;
  const broken = Promise.withResolvers<never>();
  /** A view that can't be derived is a bug: it ends this stream, and not the controller. */
  const safely = (step: () => void) => () => {
    try {
      step();
    } catch (error) {
      broken.reject(error);
    }
  };
  const write = (event: string, data: unknown) => {
    full = !response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const send = safely(() => {
    timer = undefined;
    if (full || signal.aborted) return;
    const now = pick(source.current);
    const delta = diff(sent, now);
    sent = now;
    if (delta === undefined) return;
    write('delta', delta);
    sentAt = performance.now();
  });
  /** Looks at the store after a change and all that follows from it at once, so that one message holds both. */
  const look = safely(() => {
    looking = undefined;
    const before = outcome;
    outcome = source.outcome;
    if (outcome === before) return;
    clearTimeout(timer);
    send();
  });
  const schedule = () => {
    timer ??= setTimeout(send, Math.max(0, sentAt + gatherMs - performance.now()));
    looking ??= setImmediate(look);
  };
  write('view', sent);
  const unsubscribe = source.subscribe(schedule);
  response.on('drain', () => {
    full = false;
    schedule();
  });
  try {
    await Promise.race([aborted(AbortSignal.any([signal, closing])), broken.promise]);
  } finally {
    unsubscribe();
    clearTimeout(timer);
    clearImmediate(looking);
  }
  // The last change is often the one that clients wait for: everything is removed.
  send();
  response.end();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
