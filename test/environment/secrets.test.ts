import { expect, test } from 'vitest';
import { buildSecrets, secretsOf, takenSecrets, withCommonPassword } from '../../src/environment/secrets.js';
import { inputFor } from './declare.js';

const projectOf = (text: string) => inputFor(text).project;
const shop = (password: string) =>
  projectOf(`services:
  postgres: {image: postgres, environment: {POSTGRES_USER: shop, POSTGRES_PASSWORD: ${password}}}
  catalog: {image: catalog, environment: {POSTGRES_PASSWORD: ${password}, AUTH_SIGNING_KEY: abc, PGPASSWORD: pg, RSA_PUBLIC_KEY: open, PORT: 8080, EMPTY_TOKEN: ""}}
`);

test('the secrets of a service are the variables whose names say so, those that logs hide', () => {
  expect(secretsOf(shop('hidden'))).toEqual({
    postgres: [{ name: 'POSTGRES_PASSWORD', value: 'hidden' }],
    catalog: [
      { name: 'POSTGRES_PASSWORD', value: 'hidden' },
      { name: 'AUTH_SIGNING_KEY', value: 'abc' },
      { name: 'PGPASSWORD', value: 'pg' },
    ],
  });
});

test('of what is offered only that is kept which the project takes', () => {
  const offered = { SIM_POSTGRES_PASSWORD: 'one', SIM_REDIS_PASSWORD: 'two' };
  expect(takenSecrets(shop('one'), offered)).toEqual({ SIM_POSTGRES_PASSWORD: 'one' });
  expect(takenSecrets(shop('said-by-the-user'), offered)).toEqual({});
});

test('a database with older data is told of only where it really takes the common password', () => {
  expect(withCommonPassword(shop('shop-local-only'), ['SIM_POSTGRES_PASSWORD'])).toEqual(['postgres']);
  expect(withCommonPassword(shop('said-by-the-user'), ['SIM_POSTGRES_PASSWORD'])).toEqual([]);
  expect(withCommonPassword(projectOf('services: {web: {image: web}}\n'), ['SIM_POSTGRES_PASSWORD'])).toEqual(
    [],
  );
});

test('arguments of a Dockerfile are secrets by their names too', () => {
  const text =
    'services: {web: {build: {context: ., args: {API_TOKEN: abc-def, VERSION: "1.2"}}}, db: {image: postgres}}\n';
  expect(buildSecrets(projectOf(text))).toEqual(['abc-def']);
});
