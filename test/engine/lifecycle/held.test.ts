import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Checkout, copyCheckout } from '../fixtures/checkout.ts';
import { foreignContainer, holdingsOf, nothing, testEngine } from '../fixtures/engine.ts';
import { TestEnvironment } from '../fixtures/environment.ts';
import { makePartImage, partImage } from '../fixtures/part-image.ts';

const resources = new AsyncDisposableStack();
let docker: Docker;
let checkout: Checkout;

beforeAll(async () => {
  docker = await testEngine();
  resources.use(await makePartImage(docker));
  checkout = resources.use(await copyCheckout());
});
afterAll(() => resources.disposeAsync());

const project = fileURLToPath(new URL('../fixtures/projects/profiles/compose.yaml', import.meta.url));

test('down says what holds on to a network of ours instead of waiting for ever, and ends its work when asked again', async () => {
  await using environment = new TestEnvironment(checkout, 'held');
  await environment.up('--file', project);
  await using foreign = await foreignContainer(docker, partImage, {
    command: ['/part', 'serve'],
    network: 'sim-held_default',
  });

  const held = await environment.run('down');
  expect(held.code).toBe(1);
  expect(held.stderr).toContain('sim-held_default');
  expect((await foreign.inspect()).State.Running).toBe(true);

  await docker.getNetwork('sim-held_default').disconnect({ Container: foreign.id, Force: true });
  expect(await environment.run('down', '--volumes')).toMatchObject({ code: 0 });
  expect(await holdingsOf(docker, 'held')).toEqual(nothing);
  expect((await foreign.inspect()).State.Running).toBe(true);
});
