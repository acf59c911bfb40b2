/** Work that several callers want at once and that is done once. */
export interface Flights<T> {
  /** Joins the work under way under `key`, or starts it. The work is aborted when every caller has given up. */
  join(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

interface Flight<T> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/** An empty set of flights. */
export function createFlights<T>(): Flights<T> {
  const flights = new Map<string, Flight<T>>();
  return {
    async join(key, signal, work) {
      signal.throwIfAborted();
      // One that everybody gave up is no use to whoever comes now, and may still be tidying up.
      for (let old = flights.get(key); old?.controller.signal.aborted; old = flights.get(key)) {
        await old.result.catch(() => undefined);
        signal.throwIfAborted();
      }
      const flight = flights.get(key) ?? start(key, work);
      flight.waiting += 1;
      const given = Promise.withResolvers<never>();
      const giveUp = () => given.reject(signal.reason);
      signal.addEventListener('abort', giveUp, { once: true });
      try {
        return await Promise.race([flight.result, given.promise]);
      } finally {
        signal.removeEventListener('abort', giveUp);
        flight.waiting -= 1;
        if (flight.waiting === 0) flight.controller.abort();
      }
    },
  };

  function start(key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const result = work(controller.signal).finally(() => flights.delete(key));
    result.catch(() => undefined); // whoever waits hears of it
    const flight: Flight<T> = { result, controller, waiting: 0 };
    flights.set(key, flight);
    return flight;
  }
}
