import { SlidingRates } from '../../../src/inputs/otlp/rates/sliding-rates.js';
import { runTerminalView } from '../../../src/outputs/tui/run.js';
import type { Event } from '../../../src/state/core/event.js';
import { reduce } from '../../../src/state/core/reduce.js';
import { createStore } from '../../../src/state/core/store.js';
import { createViews } from '../../../src/state/core/views.js';
import { FakeQueries } from './fake-queries.js';
import { catalogLogs, compileErrors } from './scenes.js';
import { ShopStory, smallShop, wholeShop } from './shop-story.js';
import { smallTraffic, wholeTraffic } from './shop-traffic.js';

// A shop that lives on this terminal without an engine: traffic goes on, and every few seconds a build comes or fails.
// `gallery/demo.js [whole]`
const whole = process.argv.includes('whole');
const story = new ShopStory(whole ? wholeShop : smallShop).allReady();
// Told at noon of some day; shown as if it had just happened.
const shift = Date.now() - story.now;
const moved = JSON.parse(JSON.stringify(story.snapshot), (key, value: unknown) =>
  typeof value === 'number' && /(At|^at|Since|since)$/.test(key) ? value + shift : value,
) as typeof story.snapshot;
const store = createStore(reduce, moved);

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;
const tell = (event: WithoutTime<Event>): void => store.dispatch({ ...event, at: Date.now() } as Event);

const sliding = new SlidingRates();
const traffic = setInterval(() => {
  const summary = whole ? wholeTraffic : smallTraffic;
  const rates = sliding.slide({ ...summary, windowMs: 1000, dropped: 0 }, performance.now(), Date.now());
  if (rates !== undefined) tell({ kind: 'traffic.measured', rates });
}, 1000);

let build = 42;
const builds = setInterval(() => {
  const number = build++;
  tell({ kind: 'source.changed', files: ['/src/sample/catalog/main.go'] });
  tell({ kind: 'build.started', service: 'catalog', build: number });
  setTimeout(() => {
    if (number % 2 === 0) {
      tell({ kind: 'build.failed', service: 'catalog', build: number, errors: compileErrors, phasesMs: {} });
      return;
    }
    const phasesMs = { list: 40, compile: 810, link: 690 };
    tell({
      kind: 'build.succeeded',
      service: 'catalog',
      build: number,
      unchanged: false,
      current: number,
      path: 'replay',
      reason: 'one package compiled',
      phasesMs,
    });
    for (const state of ['starting', 'ready', 'live'] as const) {
      const told = {
        service: 'catalog',
        build: number,
        previous: number - 1,
        durationMs: 41,
        detail: undefined,
      };
      tell({ kind: 'runner.reported', state, ...told, handoff: 'http' });
    }
  }, 1800);
}, 8000);

const queries = new FakeQueries(catalogLogs);
const logs = setInterval(() => {
  const last = catalogLogs.at(-1);
  if (last !== undefined) queries.push({ ...last, at: new Date().toISOString() });
}, 400);

const derive = createViews();
const reason = await runTerminalView({
  live: {
    get current() {
      return derive(store.current);
    },
    subscribe: (listener) => store.subscribe(listener),
    request: (wish) => tell(wish),
  },
  queries,
  signal: new AbortController().signal,
});
for (const timer of [traffic, builds, logs]) clearInterval(timer);
process.stdout.write(`the view ended: ${reason}\n`);
