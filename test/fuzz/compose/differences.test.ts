import { describe, expect, test } from 'vitest';
import { differencesOf, kindOf, unmeant } from './differences.ts';
import type { Sides } from './excuses.ts';
import type { Facts } from './facts.ts';

const nothingLeft = { 'down.exit': '0', 'left.volumes': '[]' };

function sides(compose: Facts, sim: Facts, more: Partial<Sides> = {}): Sides {
  return {
    compose: { 'up.exit': '0', ...nothingLeft, ...compose },
    sim: { 'up.exit': '0', ...nothingLeft, ...sim },
    ...{ simCode: 0, withVolumes: false, endSoon: [], said: { compose: '', sim: '' }, ...more },
  };
}

const rows = (both: Sides) => differencesOf(both).map(({ fact, row }) => `${fact}: ${row}`);

test('what is the same with both is no difference', () => {
  const facts = { 'services.web.state': 'running' };
  expect(differencesOf(sides(facts, facts))).toEqual([]);
});

test('what no row explains stands first', () => {
  const binding = (ip: string) => JSON.stringify([{ HostIp: ip, HostPort: '80' }]);
  const both = sides(
    { 'services.a.Published.80/tcp': binding('0.0.0.0'), 'services.b.state': 'running' },
    { 'services.a.Published.80/tcp': binding('127.0.0.1'), 'services.b.state': 'exited 1' },
  );
  expect(rows(both)).toEqual(['services.b.state: undefined', 'services.a.Published.80/tcp: loopback-only']);
  expect(unmeant(differencesOf(both)).map(({ fact }) => fact)).toEqual(['services.b.state']);
});

test('of several one-shot containers that are waited for Compose takes the first end for all', () => {
  const on = { 'order.app.seed.on': 'service_completed_successfully', 'services.seed#2.state': 'exited 0' };
  const row = (compose: string, sim: string, more: Facts = on) =>
    rows(sides({ ...more, 'order.app.seed': compose }, { ...more, 'order.app.seed': sim }));
  expect(row('before', 'after')).toEqual(['order.app.seed: done-by-all']);
  expect(row('after', 'before')).toEqual(['order.app.seed: undefined']);
  expect(row('before', 'after', { ...on, 'order.app.seed.on': 'service_healthy' })).toEqual([
    'order.app.seed: undefined',
  ]);
});

describe('loopback-only', () => {
  const binding = (...ips: readonly string[]) =>
    JSON.stringify(ips.map((HostIp) => ({ HostIp, HostPort: '8080' })));
  const row = (compose: string, sim: string) =>
    differencesOf(
      sides(
        { 'services.a.HostConfig.PortBindings.80/tcp': compose },
        { 'services.a.HostConfig.PortBindings.80/tcp': sim },
      ),
    )[0]?.row;

  test.each([
    [['0.0.0.0'], ['127.0.0.1']],
    [[''], ['127.0.0.1']],
    [['0.0.0.0', '::'], ['127.0.0.1']],
    [['192.168.1.7'], ['127.0.0.1']],
  ])('explains %s that became %s', (compose, sim) => {
    expect(row(binding(...compose), binding(...sim))).toBe('loopback-only');
  });

  test.each([
    [['::1'], ['127.0.0.1']],
    [['127.0.0.1'], ['0.0.0.0']],
    [['0.0.0.0'], []],
  ])('explains not %s that became %s', (compose, sim) => {
    expect(row(binding(...compose), binding(...sim))).toBeUndefined();
  });

  test('explains no other port', () => {
    const other = JSON.stringify([{ HostIp: '127.0.0.1', HostPort: '8081' }]);
    expect(row(binding('0.0.0.0'), other)).toBeUndefined();
  });
});

test('down-takes-all: what Compose leaves of a profile is gone with Sim', () => {
  const left = { 'left.containers': '["/a"]', 'left.networks': '["n"]' };
  const none = { 'left.containers': '[]', 'left.networks': '[]' };
  expect(new Set(differencesOf(sides(left, none)).map(({ row }) => row))).toEqual(
    new Set(['down-takes-all']),
  );
  expect(unmeant(differencesOf(sides(none, left))).length).toBe(2);
});

describe('port-of-a-range', () => {
  const bindings = (HostPort: string) => JSON.stringify([{ HostIp: '127.0.0.1', HostPort }]);
  const row = (sim: string) =>
    rows(
      sides(
        {
          'services.a.HostConfig.PortBindings.80/tcp': bindings('3000-3005'),
          'services.a.Published.80/tcp': bindings('some'),
        },
        {
          'services.a.HostConfig.PortBindings.80/tcp': bindings(sim),
          'services.a.Published.80/tcp': bindings(sim),
        },
      ),
    );

  test('explains one port of it, and none beside it', () => {
    expect(row('3003').every((found) => found.endsWith('port-of-a-range'))).toBe(true);
    expect(row('3006').every((found) => found.endsWith('undefined'))).toBe(true);
  });
});

describe('made-when-needed', () => {
  const compose = {
    'networks.back.Driver': 'bridge',
    'volumes.data.Driver': 'local',
    'left.volumes': '["data"]',
  };

  test('explains what nobody uses', () => {
    expect(new Set(differencesOf(sides(compose, {})).map(({ row }) => row))).toEqual(
      new Set(['made-when-needed']),
    );
  });

  test('explains nothing that a container of Sim has', () => {
    const sim = {
      'services.a.Networks.back.joined': 'true',
      'services.a.Mounts./data': 'volume data rw z',
      'services.a.state': 'running',
    };
    expect(unmeant(differencesOf(sides({ ...compose, ...sim }, sim))).map(({ fact }) => fact)).toEqual([
      'left.volumes',
      'networks.back.Driver',
      'volumes.data.Driver',
    ]);
  });

  test('explains no volume that Sim had and has lost', () => {
    const state = { 'services.db.state': 'running' };
    const both = sides({ ...state, 'left.volumes': '["unnamed of db:/data"]' }, state);
    expect(rows(both)).toEqual(['left.volumes: undefined']);
  });

  test('explains no volume that is left with Sim alone', () => {
    expect(rows(sides({}, { 'left.volumes': '["data"]' }))).toEqual(['left.volumes: undefined']);
  });
});

describe('rest-comes-up', () => {
  const failed = { 'up.exit': 'failed' };

  test('explains what runs with Sim alone, where both say that not all is well', () => {
    const both = sides(
      { ...failed, 'services.web.state': 'created' },
      {
        ...failed,
        'services.web.state': 'running',
        'services.db.state': 'running',
        'volumes.data.Driver': 'local',
      },
      { simCode: 1 },
    );
    expect(new Set(differencesOf(both).map(({ row }) => row))).toEqual(new Set(['rest-comes-up']));
  });

  test('explains nothing that runs with Compose alone', () => {
    const both = sides(
      { ...failed, 'services.web.state': 'running' },
      { ...failed, 'services.web.state': 'created' },
    );
    expect(rows(both)).toEqual(['services.web.state: undefined']);
  });

  test('explains nothing where Sim is content', () => {
    const both = sides({ ...failed, 'services.web.state': 'created' }, { 'services.web.state': 'running' });
    expect(unmeant(differencesOf(both)).map(({ fact }) => fact)).toEqual(['services.web.state', 'up.exit']);
  });

  test('explains no start that came before what it waits for', () => {
    const both = sides({ ...failed, 'order.web.db': 'not started' }, { ...failed, 'order.web.db': 'before' });
    expect(rows(both)).toEqual(['order.web.db: undefined']);
  });

  test('explains no other setting of a container that both made', () => {
    const both = sides(
      { ...failed, 'services.web.state': 'created', 'services.web.Config.User': '1' },
      { ...failed, 'services.web.state': 'running', 'services.web.Config.User': '2' },
    );
    expect(unmeant(differencesOf(both)).map(({ fact }) => fact)).toEqual(['services.web.Config.User']);
  });
});

describe('refused-ahead', () => {
  const compose = { 'up.exit': 'failed', 'services.db.state': 'running', 'left.volumes': '["PROJECT_data"]' };

  test.each([
    ['container db has no healthcheck configured'],
    ['Bind for 127.0.0.1:80 failed: port is already allocated'],
  ])('explains that nothing is there, by exit code 2: %s', (words) => {
    const said = { compose: words, sim: '' };
    const both = sides(compose, { 'up.exit': 'failed' }, { simCode: 2, said });
    expect(new Set(differencesOf(both).map(({ row }) => row))).toEqual(new Set(['refused-ahead']));
  });

  test('explains nothing where Compose came to grief by something else', () => {
    const both = sides(compose, { 'up.exit': 'failed' }, { simCode: 2 });
    expect(unmeant(differencesOf(both)).map(({ fact }) => fact)).toContain('services.db.state');
  });

  test('explains nothing of another exit code, nor where something was made', () => {
    const other = unmeant(differencesOf(sides(compose, { 'up.exit': 'failed' }, { simCode: 1 })));
    expect(other.map(({ fact }) => fact)).toEqual(['services.db.state']);
    const half = { 'up.exit': 'failed', 'networks.PROJECT_default.Driver': 'bridge' };
    expect(unmeant(differencesOf(sides(compose, half, { simCode: 2 }))).map(({ fact }) => fact)).toContain(
      'services.db.state',
    );
  });
});

describe('the verdict of --wait', () => {
  test.each([
    ['one-shot-done', 'failed', '0', 'exited 0', []],
    ['ends-at-once', '0', 'failed', 'exited 3', ['job']],
    ['wait-sees-the-end', '0', 'failed', 'exited 4', []],
    [undefined, 'failed', '0', 'exited 3', ['job']],
    [undefined, '0', 'failed', 'running', []],
  ])('%s: Compose %s, Sim %s, its service %s', (row, compose, sim, state, endSoon) => {
    const service = { 'services.job.state': state };
    const both = sides({ ...service, 'up.exit': compose }, { ...service, 'up.exit': sim }, { endSoon });
    expect(differencesOf(both).map(({ row: found }) => found)).toEqual([row]);
  });
});

test('disabled-check: Compose fails where a check is switched off, and Sim does not', () => {
  const facts = { 'services.web.state': 'running', 'services.web.Config.Healthcheck.Test': '["NONE"]' };
  expect(rows(sides({ ...facts, 'up.exit': 'failed' }, facts))).toEqual(['up.exit: disabled-check']);
  expect(rows(sides({ ...facts, 'up.exit': '0' }, { ...facts, 'up.exit': 'failed' }))).toEqual([
    'up.exit: undefined',
  ]);
});

describe('the kind of a difference', () => {
  const kind = (both: Sides) => unmeant(differencesOf(both)).map(kindOf);

  test('has no name of a service in it', () => {
    const web = sides({ 'services.web.Config.User': '1' }, { 'services.web.Config.User': '2' });
    const db = sides({ 'services.db.Config.User': '1' }, { 'services.db.Config.User': '2' });
    expect(kind(web)).toEqual(kind(db));
  });

  test('is one, however much hangs on a container that is missing', () => {
    const facts = {
      'services.web.state': 'running',
      'services.web.Config.User': '1',
      'services.web.Env.A': 'x',
    };
    expect(kind(sides(facts, {}))).toEqual(['services only with Compose']);
  });

  test('tells states apart', () => {
    const one = sides({ 'services.web.state': 'running' }, { 'services.web.state': 'created' });
    const two = sides({ 'services.web.state': 'running' }, { 'services.web.state': 'exited 1' });
    expect(kind(one)).not.toEqual(kind(two));
  });
});
