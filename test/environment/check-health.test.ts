import { expect, test } from 'vitest';
import { resolveEnvironment } from '../../src/environment/resolve.js';
import { inputFor, refusal } from './declare.js';

/** `app` waits for `db` to be healthy. */
function waiting(healthcheck: string, condition = '{condition: service_healthy}', more = ''): string {
  return `services:
  db:
    image: redis:8
${healthcheck === '' ? '' : `    healthcheck: ${healthcheck}\n`}${more}  app:
    image: redis:8
    depends_on:
      db: ${condition}
`;
}

test.each(['{disable: true}', '{test: [NONE]}', '{test: ["NONE"], interval: 5s}'])(
  'nobody can wait for a service to be healthy whose check is off (%s): told with the place of the condition',
  (healthcheck) => {
    const error = refusal(inputFor(waiting(healthcheck)));
    expect(error.code).toBe('invalid-environment');
    expect(error.message).toMatch(
      /^stacks\/app\/compose\.yaml:8:12: app waits for db to be healthy, but db has no health check$/,
    );
    expect(error.hint).toContain('condition: service_started');
  },
);

test.each<[string, string]>([
  ['a check of its own', waiting('{test: [CMD, "true"]}')],
  ['an image that may bring one', waiting('')],
  ['an image whose check is only timed otherwise', waiting('{interval: 1s}')],
  ['a dependent that needs it only started', waiting('{disable: true}', '{condition: service_started}')],
  [
    'a dependent that can do without',
    waiting('{disable: true}', '{condition: service_healthy, required: false}'),
  ],
  ['a runner, which checks it', waiting('{disable: true}', undefined, '    x-sim: {go: ../../src/db}\n')],
])('%s is fine', (_, text) => {
  expect(Object.keys(resolveEnvironment(inputFor(text)).services)).toContain('app');
});
