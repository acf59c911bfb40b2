import { cp, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { copyCheckout } from '../fixtures/checkout.ts';
import { holdingsOf, nothing, testEngine } from '../fixtures/engine.ts';
import { TestEnvironment } from '../fixtures/environment.ts';
import { Observed, shownService } from '../fixtures/observed.ts';
import { processEnd } from '../fixtures/process-end.ts';
import { serviceOf } from '../fixtures/status.ts';
import { unique } from '../fixtures/test-run.ts';

const name = unique('watch-rules');

/** Process ids of Compose watching for this environment. */
async function watchers(): Promise<readonly number[]> {
  const { stdout } = await execa('ps', ['-eo', 'pid=,args='], { stdin: 'ignore' });
  return stdout
    .split('\n')
    .filter((line) => line.includes(`--project-name sim-${name} `) && line.includes('watch --no-up'))
    .map((line) => Number.parseInt(line, 10));
}

test('rules of `develop.watch` are followed while the controller lives, and edits of configuration are told', async () => {
  const docker = await testEngine();
  await using stack = new AsyncDisposableStack();
  const checkout = stack.use(await copyCheckout());
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'sim-rules-')));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  await cp(fileURLToPath(new URL('../fixtures/projects/watch-rules', import.meta.url)), folder, {
    recursive: true,
  });
  // Compose names what it builds after the project; images stay after `down --volumes`.
  stack.defer(() => docker.getImage(`sim-${name}-site`).remove({ force: true }));
  const environment = stack.use(new TestEnvironment(checkout, name));
  const up = () => environment.up('--file', join(folder, 'compose.yaml'));
  const container = async () => serviceOf(await environment.status(), 'site').containers[0]?.id;

  await up();
  const first = await container();
  {
    using seen = await Observed.of(environment.stateDir);
    await seen.line(/docker compose watch follows site/);
    await writeFile(join(folder, 'config/site.yaml'), 'title: second\n');
    await seen.line(/^site: config site.yaml changed/);
    expect(serviceOf(await environment.status(), 'site').configuration).toMatchObject({ file: 'site.yaml' });
    expect(await container()).toBe(first);

    // Compose says by nothing that it has begun to look: so the edit is made anew until it is seen.
    let edition = 1;
    const rebuilt = seen.line(/^site: compose watch: .*successfully built/);
    const editing = setInterval(() => {
      edition += 1;
      void writeFile(join(folder, 'site/page.html'), `<p>${edition}</p>\n`);
    }, 500);
    await rebuilt.finally(() => clearInterval(editing));
    await seen.until((views) => {
      const now = shownService(views, 'site');
      return now?.containers[0]?.id !== first && now?.health === 'healthy' ? now : undefined;
    });
  }

  const [before] = await watchers();
  expect(before).toBeDefined();
  const controller = await environment.controllerPid();
  process.kill(controller, 'SIGKILL');
  await processEnd(controller);
  for (const pid of await watchers()) await processEnd(pid);

  await up();
  using again = await Observed.of(environment.stateDir);
  await again.line(/docker compose watch follows site/);
  expect(await environment.run('down', '--volumes')).toMatchObject({ code: 0 });
  expect(await watchers()).toEqual([]);
  expect(await holdingsOf(docker, { name })).toEqual(nothing);
});
