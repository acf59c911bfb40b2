import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { foreignContainer, holdingsOf, nothing } from '../fixtures/engine.ts';
import { TestEnvironment } from '../fixtures/environment.ts';
import { partImage } from '../fixtures/part-image.ts';
import { sharedByTests } from '../fixtures/shared.ts';
import { unique } from '../fixtures/test-run.ts';

const shared = sharedByTests();

const project = fileURLToPath(new URL('../fixtures/projects/profiles/compose.yaml', import.meta.url));

test('down says what holds on to a network of ours instead of waiting for ever, and ends its work when asked again', async () => {
  await using environment = new TestEnvironment(shared.checkout, unique('held'));
  await environment.up('--file', project);
  const network = `sim-${environment.name}_default`;
  await using foreign = await foreignContainer(shared.docker, partImage, {
    command: ['/part', 'serve'],
    network,
  });

  const held = await environment.run('down');
  expect(held.code).toBe(1);
  expect(held.stderr).toContain(network);
  expect((await foreign.inspect()).State.Running).toBe(true);

  await shared.docker.getNetwork(network).disconnect({ Container: foreign.id, Force: true });
  expect(await environment.run('down', '--volumes')).toMatchObject({ code: 0 });
  expect(await holdingsOf(shared.docker, environment)).toEqual(nothing);
  expect((await foreign.inspect()).State.Running).toBe(true);
});
