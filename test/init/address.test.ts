import { expect, test } from 'vitest';
import { doorOf } from '../../src/init/address.js';
import type { Value } from '../../src/init/program.js';
import { env, flag, key, listens, text, unknown } from './programs.js';

/** The port, and what has to be set for it: `NAME=value` and `-flag=value`. */
function door(...value: Value) {
  const { port, settings, isLocal, isGuess } = doorOf(listens(...value), { 'server.port': '4000' });
  const set = settings.map(({ kind, name, value: to }) => `${kind === 'flag' ? '-' : ''}${name}=${to}`);
  return [port, ...set, ...(isLocal ? ['local'] : []), ...(isGuess ? ['guess'] : [])];
}

test('a port that the source says is taken, whoever could set it', () => {
  expect(door(text(':9090'))).toEqual([9090]);
  expect(door(text('0.0.0.0:'), text('9090'))).toEqual([9090]);
  expect(door(text(':'), env('PORT', '3000'))).toEqual([3000]);
  expect(door(env('ADDR', ':3000'))).toEqual([3000]);
  expect(door(flag('addr', '0.0.0.0:3000'))).toEqual([3000]);
  expect(door(env('HOST', '0.0.0.0'), text(':'), env('PORT', '3000'))).toEqual([3000]);
  expect(door(text(':'), key('server.port'))).toEqual([4000]);
});

test('what has no default is set', () => {
  expect(door(text(':'), env('PORT'))).toEqual([8080, 'PORT=8080']);
  expect(door(env('ADDR'))).toEqual([8080, 'ADDR=:8080']);
  expect(door(flag('addr', ''))).toEqual([8080, '-addr=:8080']);
  expect(door(env('HOST'), text(':'), env('PORT'))).toEqual([8080, 'HOST=0.0.0.0', 'PORT=8080']);
});

test('what is on localhost is moved to where others come in, if it can be', () => {
  expect(door(env('ADDR', 'localhost:3000'))).toEqual([3000, 'ADDR=:3000']);
  expect(door(flag('addr', '127.0.0.1:3000'))).toEqual([3000, '-addr=:3000']);
  expect(door(env('HOST', 'localhost'), text(':3000'))).toEqual([3000, 'HOST=0.0.0.0']);
  expect(door(text('localhost:3000'))).toEqual([3000, 'local']);
});

test('of what the source does not show the port is a guess', () => {
  expect(door(unknown)).toEqual([8080, 'guess']);
  expect(door(text(':'), key('http.port'))).toEqual([8080, 'guess']);
  expect(door(text(':0'))).toEqual([8080, 'guess']);
});
