import { parentPort } from 'node:worker_threads';
import type { Answer, TrafficItem, TrafficQuery } from '../../queries/queries.js';
import { answerTraffic } from './rates/answer-traffic.js';
import { Gaps } from './rates/gaps.js';
import { SlidingRates } from './rates/sliding-rates.js';
import { TrafficHistory } from './rates/traffic-history.js';
import { TraceReader } from './trace-reader.js';
import type { WorkerAnswer, WorkerReply, WorkerRequest } from './worker-messages.js';

// The thread of the trace reader: only messages and the clocks. Rates go by a steady one; only what people ask about by the time of
// day is kept by that.

const slideEveryMs = 250;
const port = parentPort;
if (port === null) throw new Error('worker.js runs as a worker thread');

const reader = new TraceReader(performance.now());
const sliding = new SlidingRates();
const history = new TrafficHistory(Date.now());
const gaps = new Gaps();
const say = (reply: WorkerReply) => port.postMessage(reply);

setInterval(() => {
  const [now, wallMs] = [performance.now(), Date.now()];
  const summary = reader.flush(now);
  if (summary !== undefined) {
    history.add(summary, wallMs);
    if (summary.dropped > 0) gaps.lose(summary.dropped, wallMs);
  }
  const rates = sliding.slide(summary, now, wallMs);
  if (rates !== undefined) say({ kind: 'rates', rates });
}, slideEveryMs);

port.on('message', (request: WorkerRequest) => {
  switch (request.kind) {
    case 'payload':
      reader.accept(request.payload, performance.now());
      return say({ kind: 'consumed', bytes: request.payload.byteLength });
    case 'dropped':
      return reader.addDropped(request.count);
    case 'watching':
      return watch(request.sees);
    case 'addresses':
      return reader.setAddresses(request.addresses);
    case 'traces':
      return answer(request.id, () => ({ kind: 'traces', traces: reader.traces(request.query) }));
    case 'trace':
      return answer(request.id, () => ({ kind: 'trace', trace: reader.trace(request.traceId) }));
    case 'traffic':
      return answer(request.id, () => ({
        kind: 'traffic',
        answer: trafficOf(request.query, Date.now()),
      }));
  }
});

function watch(sees: boolean): void {
  if (sees) {
    gaps.end(Date.now());
    sliding.watchFrom(performance.now());
  } else gaps.begin(Date.now());
}

function trafficOf(query: TrafficQuery, wallMs: number): Answer<TrafficItem> {
  const found = answerTraffic(history, query, wallMs);
  return { ...found, warnings: [...found.warnings, ...gaps.warnings(query.from, query.to)] };
}

function answer(id: number, find: () => WorkerAnswer): void {
  try {
    say({ kind: 'answer', id, answer: find() });
  } catch (error) {
    say({ kind: 'refused', id, detail: error instanceof Error ? error.message : String(error) });
  }
}
