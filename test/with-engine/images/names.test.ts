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

beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'sim images '));
  engine = await realEngine(root, cache);
});
afterAll(() => rm(cache, { recursive: true, force: true }));

async function found(reference: string): Promise<string> {
  return (await engine.provider.find(reference, 'local', quiet)).reference;
}

const idle = { Entrypoint: ['sleep', '600'], Cmd: [] };

describe('the stand-in for Alpine', () => {
  const alpine = async () => startContainer(engine.docker, await found('alpine:latest'), idle);

  test('installs by Alpine’s names, takes away what was only for a build, and refuses what it does not know', async () => {
    await using made = await alpine();
    const sh = (script: string) => made.exec(['sh', '-ec', script]);
    expect(
      (await sh('apk update && apk --no-cache add ca-certificates tzdata libc6-compat')).output,
    ).toContain('OK');
    expect(
      (await sh('apk add --no-cache -U su-exec "jq~=1.7" && su-exec nobody jq --version')).output,
    ).toMatch(/jq-1/);
    const build =
      'apk add --virtual .build make && make --version && apk del .build && test ! -e /usr/bin/make';
    expect((await sh(build)).exitCode).toBe(0);
    const refused = await sh('apk add curl chromium');
    expect(refused).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining('apk: no package chromium'),
    });
    expect((await sh('ls /var/lib/apt/lists')).output.replaceAll(/\s|lock|partial|auxfiles/g, '')).toBe('');
  });

  test('has the habits of Alpine: its shell, its way of adding users, tools of busybox', async () => {
    await using made = await alpine();
    const sh = (script: string) => made.exec(['sh', '-ec', script]);
    const users =
      'addgroup -S app && adduser -S -D -H -G app app && id app && adduser -D -s /bin/ash -u 1234 bob && id bob';
    expect((await sh(users)).output).toMatch(
      /uid=100\(app\) gid=101\(app\)[\s\S]*uid=1234\(bob\) gid=1234\(bob\)/,
    );
    expect((await sh("set -o pipefail; [[ abc == a* ]] && echo -e 'a\\tb'")).output).toBe('a\tb');
    expect((await sh('for one in ash nc wget vi /sbin/nologin; do command -v $one; done')).exitCode).toBe(0);
  });
});

test('a major version that is named is that one, on its own Debian release, with its own way of keeping passwords', async () => {
  const reference = await found('postgres:13.4');
  await using server = await startContainer(engine.docker, reference, { Env: ['POSTGRES_PASSWORD=secret'] });
  await server.until(['pg_isready', '-q', '-h', '127.0.0.1']);
  const ask = ['env', 'PGPASSWORD=secret', 'psql', '-h', await server.address(), '-U', 'postgres', '-Atc'];
  expect((await server.exec([...ask, 'show server_version'])).output).toMatch(/^13\./);
  expect((await server.exec([...ask, 'show data_directory'])).output).toBe('/var/lib/postgresql/data');
});

test('data of another major version are refused before they are touched', async () => {
  const start = 'echo 13 >"$PGDATA/PG_VERSION" && exec docker-entrypoint.sh postgres';
  await using server = await startContainer(engine.docker, await found('postgres'), {
    Entrypoint: ['sh', '-c', start],
  });
  expect(await server.ended()).toBe(1);
  expect(await server.logs()).toContain('holds data of PostgreSQL 13, and this is 17: name postgres:13');
});

describe('the MariaDB recipe keeps the contract of the official image', () => {
  const variables = [
    'MARIADB_ROOT_PASSWORD=r\'o"ot',
    'MARIADB_DATABASE=my_shop',
    'MYSQL_USER=ann',
    'MYSQL_PASSWORD=secret',
  ];

  test('user, password and database come from the variables, scripts run once, root is let in by its password alone', async () => {
    const script = 'create table seeded (n int); insert into seeded values (1), (2), (3);';
    const start = `echo '${script}' >/docker-entrypoint-initdb.d/1.sql && exec docker-entrypoint.sh mariadbd`;
    await using server = await startContainer(engine.docker, await found('mariadb'), {
      Env: variables,
      Entrypoint: ['sh', '-c', start],
      Cmd: [],
    });
    const isReady = ['healthcheck.sh', '--connect', '--innodb_initialized'];
    await server.until(isReady);
    const address = await server.address();
    const ask = (user: string, password: string, sql: string) =>
      server.exec([
        'mariadb',
        '--skip-ssl',
        '-h',
        address,
        '-u',
        user,
        `--password=${password}`,
        'my_shop',
        '-NBe',
        sql,
      ]);
    expect((await ask('ann', 'secret', 'select count(*) from seeded')).output).toBe('3');
    expect((await ask('root', 'r\'o"ot', 'select version()')).output).toMatch(/^11\.8\./);
    expect((await ask('root', '', 'select 1')).output).toContain('Access denied');
    expect((await server.exec(['mariadb', '-u', 'root', '-NBe', 'select 1'])).output).toContain(
      'Access denied',
    );
    expect((await server.exec(['stat', '-c', '%u', '/proc/1'])).output).toBe('999');
    await server.container.restart();
    await server.until(isReady);
    expect((await ask('ann', 'secret', 'select count(*) from seeded')).output).toBe('3');
    await server.container.stop();
    expect(await server.ended()).toBe(0);
  });

  test('without a password it refuses and says which variable to set', async () => {
    await using server = await startContainer(engine.docker, await found('mariadb'));
    expect(await server.ended()).toBe(1);
    expect(await server.logs()).toContain('MARIADB_ROOT_PASSWORD');
  });
});

test('distroless images hold certificates, time zones and users, and no shell', async () => {
  const reference = await found('gcr.io/distroless/static-debian12:nonroot');
  expect((await engine.docker.getImage(reference).inspect()).Config).toMatchObject({ User: '65532' });
  const container = await engine.docker.createContainer({ Image: reference, Entrypoint: ['/none'] });
  try {
    for (const path of [
      '/etc/ssl/certs/ca-certificates.crt',
      '/usr/share/zoneinfo/Europe/Berlin',
      '/home/nonroot',
    ]) {
      await container.infoArchive({ path });
    }
    await expect(container.infoArchive({ path: '/bin/sh' })).rejects.toMatchObject({ statusCode: 404 });
  } finally {
    await container.remove();
  }
});
