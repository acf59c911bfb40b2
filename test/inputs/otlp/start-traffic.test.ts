import { expect, test } from 'vitest';
import { startTraffic } from '../../../src/inputs/otlp/start-traffic.js';
import type { Event, EventKind, EventOf } from '../../../src/state/core/event.js';
import { FakeAgent, frameOf } from './fake-agent.js';
import { addressesFrom } from './seen.js';
import { requestOf, traceIdOf } from './spans.js';

/** Events as they come, and a promise for the next of a kind. */
class Heard {
  readonly events: Event[] = [];
  readonly #waiting: {
    readonly fits: (event: Event) => boolean;
    readonly resolve: (event: Event) => void;
  }[] = [];

  readonly dispatch = (event: Event): void => {
    this.events.push(event);
    const index = this.#waiting.findIndex((waiting) => waiting.fits(event));
    if (index !== -1) this.#waiting.splice(index, 1)[0]?.resolve(event);
  };

  nextThat(fits: (event: Event) => boolean): Promise<Event> {
    return new Promise((resolve) => this.#waiting.push({ fits, resolve }));
  }

  next<K extends EventKind>(kind: K): Promise<EventOf<K>> {
    // The event that resolves this was found by its kind.
    return this.nextThat((event) => event.kind === kind) as Promise<EventOf<K>>;
  }
}

const away = { away: 'it was stopped' };
const status = (droppedSpans: number) => frameOf(2, JSON.stringify({ droppedSpans, hostPid: true }));
const call = requestOf(
  {
    service: 'gateway',
    kind: 'client',
    trace: 1,
    id: 1,
    attributes: { 'server.address': '10.0.0.5', 'http.request.method': 'GET' },
  },
  {
    service: 'catalog',
    kind: 'server',
    name: 'GET /products',
    trace: 1,
    id: 2,
    parent: 1,
    attributes: { 'http.request.method': 'GET', 'http.route': '/products' },
  },
);

test('spans of the agent become a summary, and their trace can be asked for', async () => {
  await using agent = await FakeAgent.start();
  const heard = new Heard();
  agent.onGreeting = (socket) => socket.write(status(0));
  const connected = heard.next('agent.connected');
  await using traffic = startTraffic({
    agent: () => ({ host: '127.0.0.1', port: agent.port, token: 's3cret' }),
    dispatch: heard.dispatch,
    now: () => 42,
  });
  traffic.setAddresses(addressesFrom({ '10.0.0.5': 'catalog', '10.0.0.4': 'gateway' }));
  await connected;
  expect(agent.greetings).toEqual(['SIM/1 s3cret\n']);
  const measured = heard.next('traffic.measured');
  agent.send(frameOf(1, call), status(0));
  const { at, rates } = await measured;
  expect(at).toBe(42);
  // In the first second of a connection one request is one in a second.
  const one = { requestsPerSecond: 1, errorsPerSecond: 0 };
  expect(rates.operations).toMatchObject([{ service: 'catalog', operation: 'GET /products', rates: one }]);
  expect(rates.edges).toMatchObject([{ from: 'gateway', to: 'catalog', protocol: 'http', rates: one }]);
  const all = { service: undefined, errorsOnly: false, limit: 10 };
  expect(await traffic.queries.traces(all)).toMatchObject([
    { name: 'GET /products', spans: 2, incomplete: false },
  ]);
  // The spans say that they ended long ago, so they count when they came.
  const wallMs = Date.now();
  const lately = { from: wallMs - 60_000, to: wallMs + 60_000, subject: undefined, stepMs: undefined };
  expect(await traffic.queries.traffic(lately)).toMatchObject({
    items: [
      { subject: { kind: 'service', service: 'catalog' }, requests: 1, errors: 0 },
      { subject: { kind: 'edge', from: 'gateway', to: 'catalog' }, requests: 1, errors: 0 },
    ],
    source: 'live',
  });
  const trace = await traffic.queries.trace(traceIdOf(1).toUpperCase());
  expect(trace?.spans.map((span) => span.service)).toEqual(['gateway', 'catalog']);
  expect(await traffic.queries.trace('nonsense')).toBeUndefined();
});

test('an agent is waited for from the moment that it could answer, however long it took to be made', async () => {
  const heard = new Heard();
  // What the clock shows each time that the link asks for the agent.
  const moments: readonly (readonly [number, 'to come' | typeof away])[] = [
    [50_000, 'to come'],
    [50_001, away],
    [59_999, away],
    [60_001, away],
  ];
  let asked = 0;
  let clock = 0;
  const lost = heard.next('agent.lost');
  await using _traffic = startTraffic({
    agent: () => {
      const [at, answer] = moments[asked++] ?? [clock, away];
      clock = at;
      return answer;
    },
    dispatch: heard.dispatch,
    now: () => clock,
    ...{ patienceMs: 10_000, clock: () => clock },
  });
  expect(await lost).toMatchObject({ at: 60_001, detail: 'it was stopped' });
  expect(asked).toBe(moments.length);
});

test('a lost agent is told and found again on its new port', async () => {
  const first = await FakeAgent.start();
  await using second = await FakeAgent.start();
  const heard = new Heard();
  let agent: FakeAgent | undefined = first;
  for (const one of [first, second]) one.onGreeting = (socket) => socket.write(status(0));
  const connected = heard.next('agent.connected');
  await using traffic = startTraffic({
    agent: () => (agent === undefined ? away : { host: '127.0.0.1', port: agent.port, token: 't' }),
    dispatch: heard.dispatch,
    now: () => 1,
  });
  await connected;
  const lost = heard.next('agent.lost');
  agent = undefined;
  await first[Symbol.asyncDispose]();
  expect((await lost).detail).toBe('it closed the connection');
  const again = heard.next('agent.connected');
  agent = second;
  await again;
  expect(heard.events.map((event) => event.kind)).toEqual([
    'agent.connected',
    'agent.lost',
    'agent.connected',
  ]);
  const wallMs = Date.now();
  const lately = { from: wallMs - 1000, to: wallMs + 60_000, subject: undefined, stepMs: undefined };
  const { warnings } = await traffic.queries.traffic(lately);
  expect(warnings.at(-1)).toMatch(/^the agent was away from .*Z to .*Z: spans of then may be missing$/);
});

test('why there is no agent is told anew when that changes, and not at each look', async () => {
  const heard = new Heard();
  const reasons = ['it ended with 1', 'it ended with 1', 'it was stopped', 'it was stopped'];
  const looks = Promise.withResolvers<void>();
  await using _traffic = startTraffic({
    agent: () => {
      const reason = reasons.shift();
      if (reason === undefined) looks.resolve();
      return { away: reason ?? 'it was stopped' };
    },
    dispatch: heard.dispatch,
    now: () => 1,
    ...{ patienceMs: 0, clock: () => 1 },
  });
  await looks.promise;
  expect(heard.events).toMatchObject([
    { kind: 'agent.lost', detail: 'it ended with 1' },
    { kind: 'agent.lost', detail: 'it was stopped' },
  ]);
});

test('spans that the agent lost are counted once, over its restart too', async () => {
  await using agent = await FakeAgent.start();
  const heard = new Heard();
  const counts = [3, 3, 5, 2];
  agent.onGreeting = (socket) => socket.write(status(counts.shift() ?? 0));
  const connected = heard.next('agent.connected');
  await using _traffic = startTraffic({
    agent: () => ({ host: '127.0.0.1', port: agent.port, token: 't' }),
    dispatch: heard.dispatch,
    now: () => 1,
  });
  await connected;
  expect((await heard.next('traffic.measured')).rates.dropped).toBe(3);
  // What only tells that rates fell with time has nothing to add to that.
  const dropped = (event: Event) => event.kind === 'traffic.measured' && event.rates.dropped > 0;
  const more = heard.nextThat(dropped);
  agent.send(status(3), status(5), status(2));
  expect(await more).toMatchObject({ rates: { dropped: 4 } });
});

test('an agent that accepts but never speaks is not connected', async () => {
  await using silent = await FakeAgent.start();
  const heard = new Heard();
  const greeted = new Promise<void>((resolve) => {
    silent.onGreeting = (socket) => {
      socket.destroy();
      if (silent.greetings.length === 3) resolve();
    };
  });
  await using _traffic = startTraffic({
    agent: () => ({ host: '127.0.0.1', port: silent.port, token: 't' }),
    dispatch: heard.dispatch,
    now: () => 1,
  });
  await greeted;
  expect(heard.events).toEqual([]);
});

test('closing by the signal ends the connection and says nothing more', async () => {
  await using agent = await FakeAgent.start();
  const heard = new Heard();
  const closed = new Promise<void>((resolve) => {
    agent.onGreeting = (socket) => {
      socket.write(status(0));
      socket.on('close', () => resolve());
    };
  });
  const closing = new AbortController();
  const connected = heard.next('agent.connected');
  const traffic = startTraffic({
    agent: () => ({ host: '127.0.0.1', port: agent.port, token: 't' }),
    dispatch: heard.dispatch,
    now: () => 1,
    signal: closing.signal,
  });
  await connected;
  closing.abort();
  await closed;
  await traffic[Symbol.asyncDispose]();
  expect(heard.events.map((event) => event.kind)).toEqual(['agent.connected']);
  await expect(traffic.queries.traces({ service: undefined, errorsOnly: false, limit: 1 })).rejects.toThrow(
    'closed',
  );
});
