import { parentPort } from 'node:worker_threads';
import { TraceReader } from './trace-reader.js';
import type { WorkerAnswer, WorkerReply, WorkerRequest } from './worker-messages.js';

// The thread of the trace reader: only messages and the clock; what there is to understand is in `TraceReader`.

const summaryEveryMs = 250;
const port = parentPort;
if (port === null) throw new Error('worker.js runs as a worker thread');

const reader = new TraceReader(performance.now());
const say = (reply: WorkerReply) => port.postMessage(reply);

setInterval(() => {
  const summary = reader.flush(performance.now());
  if (summary !== undefined) say({ kind: 'summary', summary });
}, summaryEveryMs);

port.on('message', (request: WorkerRequest) => {
  switch (request.kind) {
    case 'payload':
      reader.accept(request.payload, performance.now());
      return say({ kind: 'consumed', bytes: request.payload.byteLength });
    case 'dropped':
      return reader.addDropped(request.count);
    case 'addresses':
      return reader.setAddresses(request.addresses);
    case 'traces':
      return answer(request.id, () => ({ kind: 'traces', traces: reader.traces(request.query) }));
    case 'trace':
      return answer(request.id, () => ({ kind: 'trace', trace: reader.trace(request.traceId) }));
  }
});

function answer(id: number, find: () => WorkerAnswer): void {
  try {
    say({ kind: 'answer', id, answer: find() });
  } catch (error) {
    say({ kind: 'refused', id, detail: error instanceof Error ? error.message : String(error) });
  }
}
