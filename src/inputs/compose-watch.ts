import type { Compose } from '../adapters/compose/compose.js';
import type { ContainerEngine } from '../adapters/docker/container-engine.js';
import { messageOf } from '../errors.js';
import type { Event } from '../state/core/event.js';
import type { Snapshot } from '../state/core/snapshot.js';
import type { SnapshotSource } from '../state/core/store.js';

interface ComposeWatchOptions {
  readonly engine: Pick<ContainerEngine, 'mask'>;
  /** For what is declared now. */
  readonly compose: () => Pick<Compose, 'watch'>;
  readonly dispatch: (event: Event) => void;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * Leaves the `develop.watch` rules of services that are not rebuilt here to Compose, once their containers run, and tells what
 * it says. Resolves when what it started has ended, after `signal`.
 */
export function followComposeWatch(source: SnapshotSource, options: ComposeWatchOptions): Promise<void> {
  const { engine, compose, dispatch, now, signal } = options;
  let seen = source.current;
  let running: { readonly services: readonly string[]; readonly abort: AbortController } | undefined;
  let last: Promise<void> = Promise.resolve();

  const run = async (services: readonly string[], until: AbortSignal) => {
    dispatch({ kind: 'compose-watch.started', at: now(), services });
    const tell = (text: string) => {
      // What a build prints step by step is no news; that it builds, and how that ended, is.
      if (!/^#\d+ /.test(text) && text !== 'Watch enabled') {
        const service = serviceIn(text, services);
        dispatch({ kind: 'compose-watch.said', at: now(), service, text: engine.mask(text) });
      }
    };
    await compose()
      .watch(services, tell, until)
      .catch((error: unknown) => {
        // It stays ended until what it is for is declared or started anew: its reason is not one that goes away by itself.
        const detail = engine.mask(messageOf(error));
        dispatch({ kind: 'compose-watch.ended', at: now(), services, detail });
      });
  };
  const look = () => {
    const before = seen;
    seen = source.current;
    const services = followed(seen, running?.services ?? []);
    // Declared anew, the rules may be others.
    if (sameNames(services, running?.services ?? []) && seen.environment === before.environment) return;
    running?.abort.abort();
    running = undefined;
    if (services.length === 0 || signal.aborted) return;
    const abort = new AbortController();
    running = { services, abort };
    last = last.then(() => run(services, AbortSignal.any([signal, abort.signal])));
  };
  look();
  const unsubscribe = source.subscribe(look);
  return new Promise((resolve) => {
    const end = () => {
      unsubscribe();
      void last.then(resolve);
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/**
 * The services with rules, once the containers of all that are wanted are as declared and were started: Compose must not
 * recreate what is being created.
 */
function followed(
  { environment, services, engine, goal }: Snapshot,
  already: readonly string[],
): readonly string[] {
  if (goal !== 'up' || engine.state !== 'connected') return [];
  const ruled = Object.values(environment?.services ?? {})
    .filter(({ composeWatch }) => composeWatch)
    .map(({ name }) => name);
  const wanted = ruled.filter((name) => services[name]?.wanted === 'running');
  const isThere = (name: string) =>
    already.includes(name) ||
    (services[name]?.created === true && services[name].startedContainer !== undefined);
  return wanted.every(isThere) ? wanted : [];
}

function sameNames(some: readonly string[], others: readonly string[]): boolean {
  return some.join(' ') === others.join(' ');
}

/** Compose names the service in quotes. */
function serviceIn(text: string, services: readonly string[]): string | undefined {
  return services.find((service) => text.includes(`"${service}"`) || text.endsWith(`service ${service}`));
}
