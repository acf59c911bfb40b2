import { once } from 'node:events';
import { Readable } from 'node:stream';

/** dockerode types its streams as the older interface; they are Node's readable streams. It is destroyed when `signal` aborts. */
export function asReadable(stream: NodeJS.ReadableStream, signal: AbortSignal): Readable {
  const readable = stream instanceof Readable ? stream : new Readable().wrap(stream);
  const abort = () => readable.destroy();
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  void once(readable, 'close').then(
    () => signal.removeEventListener('abort', abort),
    () => signal.removeEventListener('abort', abort),
  );
  return readable;
}
