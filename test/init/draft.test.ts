import { expect, test } from 'vitest';
import { draftFor } from '../../src/init/draft.js';
import type { Program } from '../../src/init/program.js';
import { connects, env, listens, program, reads, repository, text } from './programs.js';

const pgx = { imports: ['github.com/jackc/pgx/v5/pgxpool'] };
const redis = { imports: ['github.com/redis/go-redis/v9'] };

/** What each service gets, by its name. */
function settings(...programs: readonly Program[]): Record<string, Record<string, string>> {
  const { services } = draftFor(repository(programs));
  return Object.fromEntries(
    services.map((service) => [
      service.name,
      Object.fromEntries(service.settings.map(({ name, value }) => [name, value])),
    ]),
  );
}

test('services are named as people would call them, and no two alike', () => {
  const folders = ['.', 'cmd/api', 'services/orders/cmd/server', 'users/cmd', 'other/api', 'cmd/server'];
  const { services } = draftFor(repository(folders.map((folder) => program(folder))));
  expect(services.map(({ name }) => name)).toEqual(['shop', 'api', 'orders', 'users', 'other-api', 'server']);
});

test('each gets a port of the machine of its own, those of metrics and profiles come behind, and what is local stays inside', () => {
  const api = program('cmd/api', {
    listens: [
      listens(text(':'), env('METRICS_PORT', '9100')),
      listens(text(':8080')),
      listens(text('localhost:6060')),
    ],
  });
  const { services } = draftFor(
    repository([api, program('cmd/web'), program('cmd/low', { listens: [listens(text(':80'))] })]),
  );
  expect(services.map(({ published }) => [...published])).toEqual([
    [
      [8080, 8080],
      [9100, 9100],
    ],
    [[8080, 8081]],
    [[80, 8082]],
  ]);
});

test('what listens nowhere, and examples beside real programs, are left out with the reason', () => {
  const { services, leftOut } = draftFor(
    repository([program('cmd/api'), program('cmd/tool', { listens: [] }), program('examples/hello')]),
  );
  expect(services.map(({ name }) => name)).toEqual(['api']);
  expect(leftOut).toEqual([
    { folder: 'cmd/tool', why: expect.stringMatching(/^listens nowhere/) },
    { folder: 'examples/hello', why: expect.stringMatching(/^an example/) },
  ]);
  // A repository of examples is one of services.
  expect(draftFor(repository([program('examples/hello')])).services).toHaveLength(1);
});

test('a database is what its default says: names, password, and the service where that is no name of this machine', () => {
  const dsn = 'postgres://ann:pw@db:5432/orders?sslmode=disable';
  const api = program('cmd/api', {
    ...pgx,
    connects: [connects('github.com/jackc/pgx.Connect', 'dsn', text(dsn))],
  });
  const { servers, services } = draftFor(repository([api]));
  expect(servers).toMatchObject([{ service: 'db', user: 'ann', password: 'pw', database: 'orders' }]);
  expect(services[0]?.settings).toEqual([]);
  const local = dsn.replace('@db', '@localhost');
  expect(settings(program('cmd/api', { ...pgx, reads: [reads('DATABASE_URL', local)] }))).toEqual({
    api: { DATABASE_URL: 'postgres://ann:pw@postgres:5432/orders?sslmode=disable' },
  });
});

test('the place in a DSN tells what a variable of any name is', () => {
  const value = [
    text('host='),
    env('STORE_A'),
    text(' user='),
    env('B', 'ann'),
    text(' dbname='),
    env('C'),
    text(' port='),
    env('D', '5433'),
  ];
  const api = program('cmd/api', {
    ...pgx,
    connects: [connects('gorm.io/driver/postgres.Open', 'dsn', ...value)],
  });
  expect(settings(api)).toEqual({ api: { STORE_A: 'postgres', B: 'ann', C: 'app', D: '5432' } });
});

test('where nothing says how Postgres is found, it is what the driver reads by itself', () => {
  expect(settings(program('cmd/api', pgx))).toEqual({
    api: { PGHOST: 'postgres', PGUSER: 'app', PGPASSWORD: 'app', PGDATABASE: 'app', PGSSLMODE: 'disable' },
  });
});

test('an address in the source that nothing can change is told', () => {
  const call = connects('github.com/redis/go-redis.Options.Addr', 'addr', text('localhost:6379'));
  const { notes } = draftFor(repository([program('cmd/api', { ...redis, connects: [call] })]));
  expect(notes).toEqual([expect.stringContaining('cmd/api looks for Redis on localhost, as db.go:5 says')]);
});

test('a service is told where the others are: by the port of its default, or by their names', () => {
  const web = program('cmd/web', {
    reads: [
      reads('ORDERS_ADDR', 'localhost:9000'),
      reads('USERS_SERVICE_URL'),
      reads('BILLING_URL'),
      reads('DOCS_URL', 'https://example.com'),
      reads('CORS_ORIGINS', 'http://localhost:9000'),
    ],
  });
  const orders = program('cmd/orders', { listens: [listens(text(':9000'))] });
  expect(settings(web, orders, program('cmd/users'))).toMatchObject({
    web: { ORDERS_ADDR: 'orders:9000', USERS_SERVICE_URL: 'http://users:8080' },
  });
  const [first] = draftFor(repository([web, orders])).services;
  expect(first?.unset.map(({ name }) => name)).toEqual(['USERS_SERVICE_URL', 'BILLING_URL']);
});

test('what has to be added by hand is told', () => {
  const api = program('cmd/api', { imports: ['github.com/segmentio/kafka-go'], problem: 'no such package' });
  expect(draftFor(repository([api])).notes).toEqual([
    'Go says of cmd/api: no such package',
    'cmd/api talks to Kafka, which you have to add yourself',
  ]);
});
