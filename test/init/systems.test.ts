import { expect, test } from 'vitest';
import { roleByName, systems } from '../../src/init/systems.js';

const roles = (name: string) =>
  Object.fromEntries(
    systems.flatMap((system) => {
      const role = roleByName(name, system);
      return role === undefined ? [] : [[system.kind, role]];
    }),
  );

test.each([
  ['DATABASE_URL', 'dsn'],
  ['DATABASE', 'dsn'],
  ['MYAPP_DB_HOST', 'host'],
  ['DB_PASS', 'password'],
  ['DB_NAME', 'name'],
  ['DB_DATABASE', 'name'],
  ['DB_SSL_MODE', 'sslmode'],
  ['DATABASE_CONNECTION_STRING', 'dsn'],
  ['STORE_DSN', 'dsn'],
])('%s is the %s of whatever database there is', (name, role) => {
  expect(roles(name)).toEqual({ postgres: role, mysql: role });
});

test.each([
  ['PGHOST', 'postgres', 'host'],
  ['PGDATABASE', 'postgres', 'name'],
  ['POSTGRES_DB', 'postgres', 'name'],
  ['POSTGRES_USER', 'postgres', 'user'],
  ['MYSQL_ADDR', 'mysql', 'addr'],
  ['REDIS_URL', 'redis', 'dsn'],
  ['REDIS_ADDR', 'redis', 'addr'],
  ['CACHE_HOST', 'redis', 'host'],
])('%s is of %s alone: its %s', (name, kind, role) => {
  expect(roles(name)).toEqual({ [kind]: role });
});

test.each(['PORT', 'HTTP_ADDR', 'DB_POOL_SIZE', 'DB_MAX_CONNS', 'REDIS_TTL', 'SECRET', 'API_URL'])(
  '%s is about none',
  (name) => {
    expect(roles(name)).toEqual({});
  },
);
