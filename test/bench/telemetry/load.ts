import { once } from 'node:events';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { FakeAgent, frameOf } from '../../inputs/otlp/fake-agent.ts';
import { requestOf, type SpanSketch, traceIdOf } from '../../inputs/otlp/spans.ts';

// A process of its own, so that neither side of a comparison finds code that the other has warmed: `load.ts CHECKOUT` sends spans
// to what that checkout's controller reads them with, and prints what they cost as JSON.

type StartTraffic = typeof import('../../../src/inputs/otlp/start-traffic.js');
type Reduce = typeof import('../../../src/state/core/reduce.js');
type Store = typeof import('../../../src/state/core/store.js');

/** What spans cost the controller of a checkout. */
export interface Cost {
  /** As fast as they go: how long all took from the first byte to the last span that can be asked for. */
  readonly spansPerSecond: number;
  /** Of all threads, for the same spans: on a busy machine this says more. */
  readonly cpuMicrosPerSpan: number;
  /** At 10,000 spans a second: for how much of a second the Snapshot is being changed, and the longest time at once. */
  readonly dispatchMsPerSecond: number;
  readonly longestDispatchMs: number;
}

const services = 60;
const spansPerRequest = 500;
const requestsAtOnce = 200;
const pacedSeconds = 4;
const requestsPerSecond = 20;

const [, , checkout = ''] = process.argv;
const load = async <T>(path: string) =>
  // The checkout is one of this repository: its modules have these types, or are close enough to them.
  (await import(pathToFileURL(join(checkout, path)).href)) as T;
const { startTraffic } = await load<StartTraffic>('src/inputs/otlp/start-traffic.ts');
const { reduce, emptySnapshot } = await load<Reduce>('src/state/core/reduce.ts');
const { createStore } = await load<Store>('src/state/core/store.ts');

let trace = 0;

/** Calls between services over 200 edges or so, each seen from both ends. */
function nextRequest(): { readonly frame: Buffer; readonly lastTrace: string } {
  const spans: SpanSketch[] = [];
  while (spans.length < spansPerRequest) {
    trace++;
    const from = trace % services;
    const to = (from * 7 + 1 + (trace % 4)) % services;
    const http = { 'http.request.method': 'GET', 'http.response.status_code': trace % 50 === 0 ? 500 : 200 };
    const durationMs = 1 + (trace % 97);
    const names = { service: `service-${from}`, durationMs, startMs: Date.now() - durationMs };
    spans.push(
      {
        ...{ ...names, kind: 'client', name: 'GET', trace, id: trace * 2 },
        attributes: {
          ...http,
          'server.address': `service-${to}`,
          'server.port': 8080,
          'url.full': `http://service-${to}:8080/things/${trace}`,
        },
      },
      {
        ...{ ...names, service: `service-${to}`, kind: 'server', name: 'GET /things/{id}', trace },
        ...{ id: trace * 2 + 1, parent: trace * 2 },
        attributes: { ...http, 'http.route': `/things/${trace % 5}/{id}`, 'url.path': `/things/${trace}` },
      },
    );
  }
  return { frame: frameOf(1, requestOf(...spans)), lastTrace: traceIdOf(trace) };
}

await using agent = await FakeAgent.start();
const store = createStore(reduce, emptySnapshot(Date.now()));
let dispatchMs = 0;
let longestDispatchMs = 0;
const connected = Promise.withResolvers<void>();
agent.onGreeting = (socket) => socket.write(frameOf(2, JSON.stringify({ droppedSpans: 0, hostPid: true })));
await using traffic = startTraffic({
  agent: () => ({ host: '127.0.0.1', port: agent.port, token: 't' }),
  now: () => Date.now(),
  dispatch: (event) => {
    const began = performance.now();
    store.dispatch(event);
    const took = performance.now() - began;
    dispatchMs += took;
    longestDispatchMs = Math.max(longestDispatchMs, took);
    if (event.kind === 'agent.connected') connected.resolve();
  },
});
await connected.promise;

async function sendAll(requests: readonly ReturnType<typeof nextRequest>[]): Promise<void> {
  agent.send(...requests.map(({ frame }) => frame));
  const last = requests.at(-1)?.lastTrace ?? '';
  // Each question waits behind all that was handed to the thread before it.
  while ((await traffic.queries.trace(last)) === undefined) await delay(1);
}

// What runs for the first time is slower, on both sides.
await sendAll(Array.from({ length: 40 }, nextRequest));
const requests = Array.from({ length: requestsAtOnce }, nextRequest);
const began = performance.now();
const cpuBefore = process.cpuUsage();
await sendAll(requests);
const tookMs = performance.now() - began;
const cpu = process.cpuUsage(cpuBefore);
const spans = requestsAtOnce * spansPerRequest;

dispatchMs = 0;
longestDispatchMs = 0;
for (let i = 0; i < pacedSeconds * requestsPerSecond; i++) {
  await sendAll([nextRequest()]);
  await delay(1000 / requestsPerSecond);
}
const cost: Cost = {
  spansPerSecond: Math.round((spans * 1000) / tookMs),
  cpuMicrosPerSpan: Math.round(((cpu.user + cpu.system) / spans) * 100) / 100,
  dispatchMsPerSecond: Math.round((dispatchMs / pacedSeconds) * 100) / 100,
  longestDispatchMs: Math.round(longestDispatchMs * 100) / 100,
};
process.stdout.write(`${JSON.stringify(cost)}\n`);
if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
