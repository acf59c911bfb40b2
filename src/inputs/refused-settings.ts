import type { ContainerName, Runtime } from '../runtime/runtime.js';
import type { ConfigChange } from '../state/configuration/configuration.js';
import type { Event, EventOf } from '../state/core/event.js';
import type { SnapshotSource } from '../state/core/store.js';
import { complaintOf } from '../state/instances/telling-lines.js';

interface RefusalWatchOptions {
  readonly runtime: Pick<Runtime, 'logs'>;
  readonly dispatch: (event: Event) => void;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly onFailure: (where: string, error: unknown) => void;
}

/** A service that watches its settings has read them after so many milliseconds. */
const soonMs = 2000;
/** The service may notice an edit so many milliseconds before the controller does. */
const soonerMs = 500;
/** A complaint that was also made in so many milliseconds before the edit is not about the edit. */
const beforeMs = 10_000;
const mostLines = 500;

/** Dispatches `config.refused` for a service that complains soon after its settings were edited. Ends with `signal`. */
export function watchRefusals(source: SnapshotSource, options: RefusalWatchOptions): void {
  const { dispatch, now, signal, onFailure } = options;
  const heard = new Map<string, number>();

  const listen = async (service: string, change: ConfigChange) => {
    // All containers of a service read the same settings.
    const container = source.current.services[service]?.instances.find(
      (one) => one.container.status === 'running',
    )?.container;
    if (container === undefined) return;
    const text = await complaintAfter(options, container, change.at);
    if (text === undefined || signal.aborted) return;
    dispatch({ ...refusal(service, change), at: now(), text });
  };
  const look = () => {
    for (const [service, change] of Object.entries(source.current.configuration)) {
      if (heard.get(service) === change.at) continue;
      heard.set(service, change.at);
      listen(service, change).catch((error: unknown) => {
        if (!signal.aborted) onFailure(`settings of ${service}`, error);
      });
    }
  };
  const unsubscribe = source.subscribe(look);
  signal.addEventListener('abort', unsubscribe, { once: true });
}

function refusal(
  service: string,
  { path, at }: ConfigChange,
): Omit<EventOf<'config.refused'>, 'at' | 'text'> {
  return { kind: 'config.refused', services: [service], file: path, changedAt: at };
}

/** The first warning or error that a service wrote after an edit and not already before it; `undefined`: none. */
async function complaintAfter(
  { runtime, now, signal }: RefusalWatchOptions,
  container: ContainerName,
  editedAt: number,
): Promise<string | undefined> {
  const known = new Set<string>();
  const waitMs = Math.max(0, editedAt + soonMs - now());
  const until = AbortSignal.any([signal, AbortSignal.timeout(waitMs)]);
  const range = { tail: mostLines, since: editedAt - beforeMs, follow: true };
  for await (const { at, text } of runtime.logs(container, range, until)) {
    const complaint = complaintOf(text);
    if (complaint === undefined) continue;
    // Complaints that differ in numbers alone are the same.
    const essence = complaint.replaceAll(/\d+/g, '#');
    if (at < editedAt - soonerMs) known.add(essence);
    else if (at > editedAt + soonMs) return undefined;
    else if (!known.has(essence)) return complaint;
  }
  return undefined;
}
