import { expect, test } from 'vitest';
import { createLogQueries } from '../../src/queries/live-logs.js';
import type { LogLine, LogRemark } from '../../src/queries/queries.js';
import { FakeEngine } from '../fakes/container-engine.js';
import { declaredStore } from '../fakes/controller.js';
import { definition, environment } from '../fakes/environment.js';

function harness() {
  const engine = new FakeEngine();
  const store = declaredStore(
    environment([
      definition('web'),
      definition('db'),
      definition('mute'),
      definition('sim-agent', { internal: true }),
    ]),
  );
  const see = (id: string) => {
    const container = engine.containers.get(id);
    if (container !== undefined) store.dispatch({ kind: 'container.observed', at: store.now(), container });
  };
  const run = (service: string, startedAt: number) => {
    const { id } = engine.create(service, { status: 'running', startedAt });
    see(id);
    return id;
  };
  const { logs } = createLogQueries(store, ({ id }, options, signal) => engine.logs(id, options, signal));
  return { engine, run, see, logs };
}

const everything = { services: undefined, tail: 100, since: undefined } as const;
const never = new AbortController().signal;

async function take(lines: AsyncIterator<LogLine | LogRemark>, count: number): Promise<string[]> {
  const texts: string[] = [];
  while (texts.length < count) {
    const { value, done } = await lines.next();
    if (done === true) break;
    texts.push(`${value.service}: ${'remark' in value ? `(${value.remark})` : value.text}`);
  }
  return texts;
}

test('old lines of all services come in the order of their time, without those of the simulator itself', async () => {
  const { engine, run, logs } = harness();
  const [web, db, agent] = [run('web', 1), run('db', 1), run('sim-agent', 1)];
  engine.write(web, 'one');
  engine.write(db, 'two');
  engine.write(agent, 'internal');
  engine.write(web, 'three');
  const lines = logs({ ...everything, follow: false }, never)[Symbol.asyncIterator]();
  expect(await take(lines, 9)).toEqual(['web: one', 'db: two', 'web: three']);
});

test('only the services asked for are read', async () => {
  const { engine, run, logs } = harness();
  engine.write(run('web', 1), 'one');
  engine.write(run('db', 1), 'two');
  const lines = logs({ ...everything, services: ['db'], follow: false }, never)[Symbol.asyncIterator]();
  expect(await take(lines, 9)).toEqual(['db: two']);
});

test('a line says which container wrote it as soon as its service has several', async () => {
  const { engine, run, see, logs } = harness();
  const first = run('web', 1);
  engine.write(first, 'alone');
  const ended = new AbortController();
  const lines = logs({ ...everything, follow: true }, ended.signal)[Symbol.asyncIterator]();
  expect((await lines.next()).value).toMatchObject({ service: 'web', text: 'alone' });
  const { id } = engine.create('web', { id: 'web-2', index: 2, status: 'running', startedAt: 2 });
  see(id);
  engine.write(id, 'second');
  expect((await lines.next()).value).toMatchObject({ service: 'web', instance: 2, text: 'second' });
  engine.write(first, 'not alone');
  expect((await lines.next()).value).toMatchObject({ service: 'web', instance: 1, text: 'not alone' });
  ended.abort();
  const single = logs({ ...everything, services: ['web#2'], follow: false }, never)[Symbol.asyncIterator]();
  expect(await take(single, 9)).toEqual(['web: second']);
});

test('a container that starts later joins in, and one that starts again goes on without repeating', async () => {
  const { engine, run, see, logs } = harness();
  const web = run('web', 1);
  engine.write(web, 'old');
  const ended = new AbortController();
  const lines = logs({ ...everything, follow: true }, ended.signal)[Symbol.asyncIterator]();
  expect(await take(lines, 1)).toEqual(['web: old']);
  const db = run('db', 1);
  engine.write(db, 'late');
  expect(await take(lines, 1)).toEqual(['db: late']);
  await engine.restart(web);
  see(web);
  engine.write(web, 'again');
  expect(await take(lines, 1)).toEqual(['web: again']);
  ended.abort();
  expect(await take(lines, 1)).toEqual([]);
});

const unread = "mute: (the logging driver 'none' does not let its log be read)";

test('one service whose log cannot be read is remarked on, and takes nothing of the others away', async () => {
  const { engine, run, logs } = harness();
  engine.mute.add(run('mute', 1));
  const web = run('web', 1);
  engine.write(web, 'one');
  const lines = logs({ ...everything, follow: false }, never)[Symbol.asyncIterator]();
  expect(await take(lines, 9)).toEqual([unread, 'web: one']);
});

test('what is followed goes on beside a service whose log cannot be read, which is remarked on once however often it starts', async () => {
  const { engine, run, see, logs } = harness();
  const mute = run('mute', 1);
  engine.mute.add(mute);
  const ended = new AbortController();
  const lines = logs({ ...everything, follow: true }, ended.signal)[Symbol.asyncIterator]();
  expect(await take(lines, 1)).toEqual([unread]);
  await engine.restart(mute);
  see(mute);
  engine.write(run('web', 1), 'one');
  expect(await take(lines, 1)).toEqual(['web: one']);
  ended.abort();
});

test('an engine that does not answer is no remark', async () => {
  const { engine, run, logs } = harness();
  run('web', 1);
  engine.setAway(true);
  const lines = logs({ ...everything, follow: false }, never)[Symbol.asyncIterator]();
  await expect(lines.next()).rejects.toMatchObject({ code: 'engine-lost' });
});
