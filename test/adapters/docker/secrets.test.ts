import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { describe, expect, it } from 'vitest';
import { SecretMask } from '../../../src/adapters/docker/secrets/mask.js';
import { mountedSecrets } from '../../../src/adapters/docker/secrets/mounted.js';

function maskOf(...environment: readonly string[]): (text: string) => string {
  const mask = new SecretMask();
  mask.learn(environment);
  return (text) => mask.apply(text);
}

describe('a secret of a container', () => {
  it('is hidden wherever it shows up', () => {
    const mask = maskOf(
      'POSTGRES_PASSWORD=hunter22',
      'API_KEY=9f8e7d6c5b4a3f2e1d',
      'HOST=hunter',
      'PGPASSWORD=s3cret!',
    );
    expect(mask('login hunter22, key=9f8e7d6c5b4a3f2e1d, x9f8e7d6c5b4a3f2e1dx, s3cret!')).toBe(
      'login ••••••, key=••••••, x••••••x, ••••••',
    );
  });

  it('is hidden in the forms that JSON and addresses give it', () => {
    const mask = maskOf('DB_PASSWORD=p@ss "w/rd" 99');
    expect(mask('{"dsn":"p@ss \\"w/rd\\" 99"} p%40ss%20%22w%2Frd%22%2099')).toBe('{"dsn":"••••••"} ••••••');
  });

  it('in several lines is hidden line by line', () => {
    const key =
      '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG\n9w0BAQEFAASCBKcwggSj\n-----END PRIVATE KEY-----';
    const mask = maskOf(`SIGNING_KEY=${key}`);
    expect(mask('read MIIEvQIBADANBgkqhkiG')).toBe('read ••••••');
    expect(mask('-----END PRIVATE KEY-----')).toBe('-----END PRIVATE KEY-----');
  });

  it('that is a plain word, a number or short leaves the log readable, and does not tell itself by gaps', () => {
    const mask = maskOf(
      'POSTGRES_PASSWORD=postgres',
      'SECRET_TOKEN=live',
      'API_KEY=8080',
      'DB_PASSWORD=http',
      'A_KEY=x1',
    );
    const line = 'starting postgres, user postgres; it is live on http port 8080, https too; delivery of x1';
    expect(mask(line)).toBe(line);
    expect(mask('POSTGRES_PASSWORD=postgres')).toBe('POSTGRES_PASSWORD=••••••');
  });

  it('that is neither is hidden as a whole word only', () => {
    const mask = maskOf('DB_PASSWORD=orders1');
    expect(mask('orders1 orders10 my_orders1 (orders1)')).toBe('•••••• orders10 my_orders1 (••••••)');
  });

  it('begins like another one', () => {
    const mask = maskOf('A_TOKEN=abcdef123456', 'B_TOKEN=abcdef123456789');
    expect(mask('abcdef123456789 abcdef123456')).toBe('•••••• ••••••');
  });

  it('is no name of a file, no public key and not where a program runs', () => {
    const mask = maskOf(
      'DB_PASSWORD_FILE=/run/secrets/db1',
      'PUBLIC_KEY=abcd1234efgh5678',
      'PWD=/srv/app1/data',
    );
    expect(mask('/run/secrets/db1 abcd1234efgh5678 /srv/app1/data')).toBe(
      '/run/secrets/db1 abcd1234efgh5678 /srv/app1/data',
    );
  });

  it('may be part of an address in a variable of any name', () => {
    const mask = maskOf('DATABASE_URL=postgres://shop:q9%21zz@db:5432/shop');
    expect(mask('tried q9!zz and q9%21zz')).toBe('tried •••••• and ••••••');
  });

  it('may come in a file', async () => {
    await using stack = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'sim-secret-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'db.txt'), 'from-a-file-77\n');
    await writeFile(join(folder, 'key.txt'), 'by-its-variable-88\n');
    await writeFile(join(folder, 'plain.txt'), 'no secret at all\n');
    // What an inspect tells, of which these parts matter.
    const info = {
      Config: {
        Env: ['API_KEY_FILE=/etc/app/key.txt', 'NAMES_FILE=/etc/app/plain.txt', 'TOKEN_FILE=/nowhere'],
      },
      Mounts: [
        { Destination: '/run/secrets/db', Source: join(folder, 'db.txt') },
        { Destination: '/run/secrets/gone', Source: join(folder, 'gone.txt') },
        { Destination: '/etc/app', Source: folder },
      ],
    } as unknown as Docker.ContainerInspectInfo;
    expect(await mountedSecrets(info)).toEqual(['from-a-file-77\n', 'by-its-variable-88\n']);
  });
});

describe('what a text itself calls a secret', () => {
  const mask = maskOf();

  it.each([
    ['password=hunter2 user=ann', 'password=•••••• user=ann'],
    ['host=db password = hunter2', 'host=db password = ••••••'],
    ["password='two words' x", "password='••••••' x"],
    ['{"user":"ann","password":"hun\\"ter"}', '{"user":"ann","password":"••••••"}'],
    ['{"dbPassword" : "hunter2","n":1}', '{"dbPassword" : "••••••","n":1}'],
    ['{"token":12345}', '{"token":"••••••"}'],
    ['{"msg":"{\\"password\\":\\"hunter2\\"}"}', '{"msg":"{\\"password\\":\\"••••••\\"}"}'],
    ["{'password': 'hunter2'}", "{'password': '••••••'}"],
    ['GET /cb?access_token=abc&state=1', 'GET /cb?access_token=••••••&state=1'],
    ['DB_PASSWORD=hunter2', 'DB_PASSWORD=••••••'],
    ['{User:ann Password:hunter2}', '{User:ann Password:••••••}'],
    ['  password: hunter2', '  password: ••••••'],
    ['apiKey=abc, api_key=def; API_KEY:ghi', 'apiKey=••••••, api_key=••••••; API_KEY:••••••'],
    ['Authorization: Bearer abc.def.ghi', 'Authorization: ••••••'],
    ['sent "Bearer abcdef", ok', 'sent "Bearer ••••••", ok'],
    ['header Basic YW5uOmh1bnRlcjI= seen', 'header Basic •••••• seen'],
    ['dial postgres://ann:hunter2@db:5432/shop?x=1', 'dial postgres://ann:••••••@db:5432/shop?x=1'],
    ['redis://:p@ss@cache:6379', 'redis://:••••••@cache:6379'],
    ['a://u:p@h,b://v:q@i', 'a://u:••••••@h,b://v:••••••@i'],
    ['ann:hunter2@tcp(db:3306)/shop', 'ann:••••••@tcp(db:3306)/shop'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl end', 'jwt •••••• end'],
    ['-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END', '-----BEGIN PRIVATE KEY-----••••••-----END'],
  ])('is hidden: %s', (text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  it.each([
    'FATAL: password authentication failed for user "ann"',
    'http://host:8080/path@x and mail@example.com',
    'tokens=12 max_tokens=400 key=orders:7 bypass=true compass=north',
    'unexpected token: }, invalid token "x"',
    'password= user=ann',
    '"password":"" "password":null has_password=true',
    'bearer token expired, Bearer realm="x", bearer authentication required',
    'Basic authentication failed',
    'retry at 12:30:05 of tcp://0.0.0.0:9000',
    'PASSWORD=$DB_PASSWORD',
    '{"sim":"runner","at":"2026-11-24T21:00:00.5Z","state":"live","build":7,"handoff":"http"}',
  ])('is told from what only sounds like it: %s', (text) => {
    expect(mask(text)).toBe(text);
  });

  it('stays hidden when it is masked again', () => {
    const once = mask('password=hunter2 Bearer abcdef postgres://a:b@c');
    expect(mask(once)).toBe(once);
  });
});
