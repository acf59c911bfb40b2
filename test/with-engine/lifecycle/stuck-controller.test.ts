import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runSim } from '../fixtures/command.ts';
import { holdingsOf, nothing } from '../fixtures/engine.ts';
import { sharedByTests } from '../fixtures/shared.ts';

const shared = sharedByTests();

const project = fileURLToPath(new URL('../fixtures/projects/profiles/compose.yaml', import.meta.url));

test('a controller that no longer answers is named by every command, and down ends it and leaves nothing', async () => {
  const environment = shared.environmentNamed('stuck');
  await environment.up('--file', project);
  const pid = await environment.controllerPid();
  process.kill(pid, 'SIGSTOP');

  const [status, listed] = await Promise.all([
    environment.run('status'),
    runSim(shared.checkout.sim, ['ls']),
  ]);
  expect(status.code).toBe(1);
  expect(status.stderr).toContain(`the controller of '${environment.name}' (process ${pid}) does not answer`);
  expect(status.stderr).toContain(`bin/sim down --name ${environment.name}`);
  expect(listed.stdout).toMatch(new RegExp(`^${environment.name} .*its controller does not answer$`, 'm'));

  const down = await environment.run('down', '--volumes');
  expect(down).toMatchObject({ code: 0 });
  expect(down.stderr).toContain(`ending it (process ${pid})`);
  expect(await holdingsOf(shared.docker, environment)).toEqual(nothing);
  await environment.up('--file', project);
});
