import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RealEngine, realEngine, startContainer } from './containers.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const quiet = { signal: new AbortController().signal, onProgress: () => undefined };
let cache: string;
let engine: RealEngine;
let postgres: string;
let redis: string;
let nginx: string;

beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'sim images '));
  engine = await realEngine(root, cache);
  [postgres, redis, nginx] = (await Promise.all(
    ['postgres:17.12-trixie', 'redis:8.0.4-bookworm', 'nginx:1.26.3'].map(
      async (reference) => (await engine.provider.find(reference, 'local', quiet)).reference,
    ),
  )) as [string, string, string]; // one for each of three
});

afterAll(() => rm(cache, { recursive: true, force: true }));

test('a recipe that did not change costs no build', async () => {
  const before = await engine.docker.getImage(postgres).inspect();
  const told: string[] = [];
  const again = await engine.provider.find('postgres:17.12-trixie', 'local', {
    ...quiet,
    onProgress: (text) => told.push(text),
  });
  expect(again).toMatchObject({ reference: postgres, digest: before.Id });
  expect(told).toEqual([]);
});

test('no layer holds what the host lent to the build', async () => {
  for (const image of [postgres, redis, nginx]) {
    await using made = await startContainer(engine.docker, image, { Entrypoint: ['sleep', '60'], Cmd: [] });
    const lent =
      '/etc/apt/apt.conf.d/90host /etc/apt/auth.conf.d/host.conf /etc/ssl/certs/ca-certificates.crt';
    const { output } = await made.exec([
      'sh',
      '-c',
      `cat ${lent} 2>/dev/null; ls /var/lib/apt/lists; ls -d /packages 2>/dev/null`,
    ]);
    expect(output.replaceAll(/\s|lock|partial|auxfiles/g, '')).toBe('');
  }
});

describe('the Postgres recipe keeps the contract of the official image', () => {
  const variables = ['POSTGRES_USER=ann', 'POSTGRES_PASSWORD=se"cr\'et', 'POSTGRES_DB=a "shop"'];
  const overTcp = ['psql', '-h', '127.0.0.1', '-U', 'ann', '-d', 'a "shop"', '-Atc'];
  const isReady = ['pg_isready', '-q', '-h', '127.0.0.1'];

  test('user, password and database come from the variables, and the password is asked for', async () => {
    await using server = await startContainer(engine.docker, postgres, { Env: variables });
    await server.until(isReady);
    const address = await server.address();
    const ask = (password: string) =>
      server.exec([
        'env',
        `PGPASSWORD=${password}`,
        'psql',
        '-h',
        address,
        '-U',
        'ann',
        '-d',
        'a "shop"',
        '-Atc',
        'select 1',
      ]);
    expect(await ask('se"cr\'et')).toEqual({ exitCode: 0, output: '1' });
    expect((await ask('wrong')).output).toContain('password authentication failed');
  });

  test('it runs as user 999 in the usual folder with the usual locale and stops by SIGINT', async () => {
    await using server = await startContainer(engine.docker, postgres, { Env: variables });
    await server.until(isReady);
    expect((await server.exec([...overTcp, 'show data_directory'])).output).toBe('/var/lib/postgresql/data');
    const locale = 'select datcollate from pg_database where datname = current_database()';
    expect((await server.exec([...overTcp, locale])).output).toBe('en_US.utf8');
    expect((await server.exec(['stat', '-c', '%u', '/proc/1'])).output).toBe('999');
    const { Config } = await engine.docker.getImage(postgres).inspect();
    expect(Config).toMatchObject({ StopSignal: 'SIGINT', Volumes: { '/var/lib/postgresql/data': {} } });
    await server.container.stop();
    expect(await server.ended()).toBe(0);
  });

  test('scripts of /docker-entrypoint-initdb.d run once, before anybody can connect', async () => {
    const script = 'create table seeded as select generate_series(1, 3) as n;';
    const start = `mkdir -p /docker-entrypoint-initdb.d && echo '${script}' >/docker-entrypoint-initdb.d/1.sql && exec docker-entrypoint.sh postgres`;
    await using server = await startContainer(engine.docker, postgres, {
      Env: variables,
      Entrypoint: ['sh', '-c', start],
    });
    await server.until(isReady);
    expect((await server.exec([...overTcp, 'select count(*) from seeded'])).output).toBe('3');
    await server.container.restart();
    await server.until(isReady);
    expect((await server.exec([...overTcp, 'select count(*) from seeded'])).output).toBe('3');
  });

  test('a container that was killed while it set the database up comes up the next time', async () => {
    await using server = await startContainer(engine.docker, postgres, { Env: variables });
    await server.until(['sh', '-c', 'ls -d "$PGDATA"/.set-up']);
    await server.container.kill({ signal: 'SIGKILL' });
    await server.container.start();
    await server.until(isReady);
    expect((await server.exec([...overTcp, 'select 1'])).output).toBe('1');
    expect((await server.exec(['sh', '-c', 'ls -A "$PGDATA" | grep set-up || true'])).output).toBe('');
  });

  test('it starts as user 999 from the beginning too', async () => {
    await using server = await startContainer(engine.docker, postgres, {
      Env: variables,
      User: '999:999',
      HostConfig: { CapDrop: ['ALL'] },
    });
    await server.until(isReady);
  });

  test('without a password it refuses and says which variable to set', async () => {
    await using server = await startContainer(engine.docker, postgres);
    expect(await server.ended()).toBe(1);
    expect(await server.logs()).toContain('POSTGRES_PASSWORD is empty');
  });
});

describe('the Redis recipe keeps the contract of the official image', () => {
  test('it takes arguments, answers other containers and runs as user 999', async () => {
    await using server = await startContainer(engine.docker, redis, {
      Cmd: ['redis-server', '--maxmemory', '9mb'],
    });
    await server.until(['redis-cli', 'ping']);
    const address = await server.address();
    await using client = await startContainer(engine.docker, redis, { Entrypoint: ['sleep', '60'], Cmd: [] });
    expect((await client.exec(['redis-cli', '-h', address, 'config', 'get', 'maxmemory'])).output).toContain(
      '9437184',
    );
    expect((await server.exec(['stat', '-c', '%u', '/proc/1'])).output).toBe('999');
  });

  test('what was saved is there after a restart', async () => {
    await using server = await startContainer(engine.docker, redis);
    await server.until(['redis-cli', 'ping']);
    await server.exec(['redis-cli', 'set', 'key', 'value']);
    await server.exec(['redis-cli', 'save']);
    await server.container.restart();
    await server.until(['sh', '-c', 'redis-cli ping | grep PONG']);
    expect((await server.exec(['redis-cli', 'get', 'key'])).output).toContain('value');
  });
});

describe('the Nginx recipe keeps the contract of the official image', () => {
  test('templates are filled in from the environment, and its own variables stay', async () => {
    const template = 'server { listen 8088; location / { return 200 "$GREETING $uri"; } }';
    const start = `echo '${template}' >/etc/nginx/templates/x.conf.template && exec /docker-entrypoint.sh nginx -g 'daemon off;'`;
    await using server = await startContainer(engine.docker, nginx, {
      Env: ['GREETING=hello'],
      Entrypoint: ['bash', '-c', start],
    });
    const ask = "exec 3<>/dev/tcp/127.0.0.1/8088 && printf 'GET /there HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3";
    expect(await server.until(['bash', '-c', ask])).toContain('hello /there');
  });

  test('it logs to standard output, works as user 101 and stops by SIGQUIT', async () => {
    await using server = await startContainer(engine.docker, nginx);
    const ask = "exec 3<>/dev/tcp/127.0.0.1/80 && printf 'GET /nothing HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3";
    await server.until(['bash', '-c', ask]);
    expect(await server.logs()).toContain('GET /nothing');
    const workers = await server.exec([
      'sh',
      '-c',
      "for p in /proc/[0-9]*; do if grep -qs '^nginx: worker' $p/cmdline; then stat -c %u $p; fi; done",
    ]);
    expect(new Set(workers.output.split(/\s+/))).toEqual(new Set(['101']));
    await server.container.stop();
    expect(await server.ended()).toBe(0);
    expect((await engine.docker.getImage(nginx).inspect()).Config).toMatchObject({ StopSignal: 'SIGQUIT' });
  });
});

describe('the recipes of Prometheus and its exporters keep the contracts of the official images', () => {
  test.each([
    ['prom/prometheus:v2.53.3', '/bin/prometheus', '65534', '9090/tcp', /version 2\.53\./],
    [
      'prometheuscommunity/postgres-exporter:v0.17.1',
      '/bin/postgres_exporter',
      '65534',
      '9187/tcp',
      /0\.17\./,
    ],
    ['oliver006/redis_exporter:v1.69.0-alpine', '/redis_exporter', '59000:59000', '9121/tcp', /1\.69\./],
    [
      'nginx/nginx-prometheus-exporter:1.4.1',
      '/usr/bin/nginx-prometheus-exporter',
      '1001:1001',
      '9113/tcp',
      /1\.4\./,
    ],
    ['prom/node-exporter:v1.9.0', '/bin/node_exporter', '65534', '9100/tcp', /1\.9\./],
  ])('%s: program, user, port, version', async (official, program, user, port, version) => {
    const { reference } = await engine.provider.find(official, 'local', quiet);
    const { Config } = await engine.docker.getImage(reference).inspect();
    expect(Config).toMatchObject({ Entrypoint: [program], User: user, ExposedPorts: { [port]: {} } });
    await using made = await startContainer(engine.docker, reference, {
      Entrypoint: ['sleep', '60'],
      Cmd: [],
    });
    expect((await made.exec([program, '--version'])).output).toMatch(version);
    expect((await made.exec(['wget', '--help'])).exitCode).toBe(0);
  });
});

test('the Go recipe keeps the contract of the official image', async () => {
  const { reference } = await engine.provider.find('golang:1.26-trixie', 'local', quiet);
  await using made = await startContainer(engine.docker, reference, { Entrypoint: ['sleep', '60'], Cmd: [] });
  const as = (command: string) => made.exec(['sh', '-c', command], '1234:1234');
  expect((await as('go version; go env GOROOT GOPATH GOTOOLCHAIN; pwd')).output.split(/\r?\n/)).toEqual([
    expect.stringMatching(/^go version go1\.26\.\d+ linux\//),
    '/usr/local/go',
    '/go',
    'local',
    '/go',
  ]);
  expect((await as('git --version && touch /go/src/x /go/bin/x')).exitCode).toBe(0);
  // The public authorities, and none of this machine's own.
  expect((await as('grep -c BEGIN /etc/ssl/certs/ca-certificates.crt')).output).toMatch(/^1\d\d$/);
  expect((await as('ls /etc/go-env /etc/netrc /packages /fetched 2>/dev/null')).output).toBe('');
});

describe("Sim's own images", () => {
  test('hold one static program, run as nobody in particular and start it', async () => {
    for (const [part, program] of [
      ['runtime', '/sim/runner'],
      ['agent', '/sim/agent'],
    ] as const) {
      const { reference } = await engine.provider.own(part, quiet);
      const { Config, RootFS } = await engine.docker.getImage(reference).inspect();
      expect(Config).toMatchObject({ Entrypoint: [program], User: '65532:65532' });
      expect(RootFS.Layers).toHaveLength(1);
    }
  });
});
