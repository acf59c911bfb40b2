/** Work that several callers want at once and that is done once. */
export interface Flights<T> {
  /**
   * Joins the work under way under `key`, or starts it. The work is aborted when every caller has given up. Whoever joins late
   * hears at once what was told last.
   */
  join(key: string, signal: AbortSignal, work: Work<T>, onProgress?: Tell): Promise<T>;
}

type Tell = (text: string) => void;
type Work<T> = (signal: AbortSignal, tell: Tell) => Promise<T>;

interface Flight<T> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  readonly hearing: Set<Tell>;
  lastTold: string | undefined;
  waiting: number;
}

/** An empty set of flights. */
export function createFlights<T>(): Flights<T> {
  const flights = new Map<string, Flight<T>>();
  return {
    async join(key, signal, work, onProgress = () => undefined) {
      signal.throwIfAborted();
      // Work that every caller has given up is of no use to a new one, and may still be cleaning up.
      for (let old = flights.get(key); old?.controller.signal.aborted; old = flights.get(key)) {
        await old.result.catch(() => undefined);
        signal.throwIfAborted();
      }
      const flight = flights.get(key) ?? start(key, work);
      flight.waiting += 1;
      // Two callers may bring the same function.
      const hear: Tell = (text) => onProgress(text);
      flight.hearing.add(hear);
      if (flight.lastTold !== undefined) hear(flight.lastTold);
      const given = Promise.withResolvers<never>();
      const giveUp = () => given.reject(signal.reason);
      signal.addEventListener('abort', giveUp, { once: true });
      try {
        return await Promise.race([flight.result, given.promise]);
      } finally {
        signal.removeEventListener('abort', giveUp);
        flight.hearing.delete(hear);
        flight.waiting -= 1;
        if (flight.waiting === 0) flight.controller.abort();
      }
    },
  };

  function start(key: string, work: Work<T>): Flight<T> {
    const controller = new AbortController();
    const hearing = new Set<Tell>();
    const tell: Tell = (text) => {
      flight.lastTold = text;
      for (const hear of hearing) hear(text);
    };
    // Begun a moment later: what it tells at once must find whom to tell.
    const result = Promise.resolve()
      .then(() => work(controller.signal, tell))
      .finally(() => flights.delete(key));
    result.catch(() => undefined); // whoever waits hears of it
    const flight: Flight<T> = { result, controller, hearing, lastTold: undefined, waiting: 0 };
    flights.set(key, flight);
    return flight;
  }
}
