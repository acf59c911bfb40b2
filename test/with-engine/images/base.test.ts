import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { copyCheckout } from '../fixtures/checkout.ts';
import { holdingsOf, nothing, testEngine } from '../fixtures/engine.ts';
import { TestEnvironment } from '../fixtures/environment.ts';
import { serviceOf } from '../fixtures/status.ts';
import { unique } from '../fixtures/test-run.ts';

const project = fileURLToPath(new URL('../fixtures/projects/go-base', import.meta.url));

test('a Dockerfile whose bases have recipes is built on those, unedited, by the builder’s own frontend, and reaches the module proxy as this machine does', async () => {
  const name = unique('go-base');
  const docker = await testEngine();
  await using checkout = await copyCheckout();
  {
    await using environment = new TestEnvironment(checkout, name);
    await environment.up('--no-watch', '--images', 'local', '--file', project);
    // Nobody waits for its end, so `up` may have ended before.
    await vi.waitFor(async () => expect(serviceOf(await environment.status(), 'once').state).toBe('done'), {
      timeout: 20_000,
    });
    const once = serviceOf(await environment.status(), 'once');
    expect(once.image).toMatchObject({ reference: `sim-${name}-once`, source: 'built' });
    expect(once.image.standIns).toMatchObject([
      { for: 'docker/dockerfile:1', by: "the builder's own frontend", image: null },
      { for: 'golang:1.22', by: expect.stringMatching(/^Go 1\.26\./) },
      { for: 'alpine:latest', by: 'Debian trixie with a small apk' },
    ]);
    expect((await environment.run('logs', 'once')).stdout).toMatch(/made by go1\.26\.\d+ with 00000000-/);
  }
  expect(await holdingsOf(docker, { name })).toEqual(nothing);
  await docker.getImage(`sim-${name}-once`).remove();
});
