import { existsSync } from 'node:fs';
import { appendFile, cp, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { childEnv, copyCheckout } from '../fixtures/checkout.ts';
import { runSim } from '../fixtures/command.ts';
import { edit } from '../fixtures/edit.ts';
import { holdingsOf, nothing, testEngine } from '../fixtures/engine.ts';
import { TestEnvironment } from '../fixtures/environment.ts';
import { ConstantLoad, get } from '../fixtures/load.ts';
import { serviceOf, urlOf } from '../fixtures/status.ts';

const project = fileURLToPath(new URL('../fixtures/projects/go-service', import.meta.url));
const withoutGo = (childEnv().PATH ?? '').split(':').filter((folder) => !existsSync(join(folder, 'go')));

test('a machine without Go compiles in a container: first builds, Sim itself, every edit, and errors at their paths', async () => {
  const name = 'no-go';
  const signal = AbortSignal.timeout(280_000);
  const docker = await testEngine();
  await using checkout = await copyCheckout();
  const own: string[] = [];
  {
    await using environment = new TestEnvironment(checkout, name);
    const folder = join(checkout.root, 'a project $');
    await cp(project, folder, { recursive: true });
    // Another source than that of the images that the engine has: they have to be compiled as well.
    await appendFile(join(checkout.root, 'src/agent/cmd/runner/main.go'), `// ${name}\n`);

    const up = await runSim(
      checkout.sim,
      ['up', '--detach', '--wait', '--images', 'local', '--file', folder, '--name', name],
      { cwd: checkout.root, env: { PATH: withoutGo.join(':') } },
    );
    expect(up).toMatchObject({ code: 0 });
    const status = await environment.status();
    const url = urlOf(status, 'hello');
    expect(await get(url)).toBe('first');

    const load = new ConstantLoad(url, 50);
    await edit(join(folder, 'main.go'), ['"first"', '"second"']);
    await load.firstAnswer((body) => body === 'second', signal);
    expect((await load.stop()).failures).toEqual([]);

    await edit(join(folder, 'main.go'), ['"second"', 'nowhere']);
    while (serviceOf(await environment.status(), 'hello').code?.state !== 'stale') signal.throwIfAborted();
    expect(serviceOf(await environment.status(), 'hello').code?.errors).toMatchObject([
      { file: 'a project $/main.go', line: 10, message: 'undefined: nowhere' },
    ]);

    // What was made belongs to whoever runs Sim.
    const made = await stat(join(environment.stateDir, 'builds/hello/1'));
    expect(made.uid).toBe(process.getuid?.());
    own.push(...(await ownImages(environment)));
    expect((await holdingsOf(docker, name)).volumes).toEqual([`sim-${name}_go`]);
  }
  expect(await holdingsOf(docker, name)).toEqual(nothing);
  await Promise.all(own.map((image) => docker.getImage(image).remove()));
});

/** Those of Sim itself, which no other test uses. */
async function ownImages({ stateDir }: TestEnvironment): Promise<readonly string[]> {
  // Written by Sim in this shape.
  const images = JSON.parse(await readFile(join(stateDir, 'images.json'), 'utf8')) as Record<
    string,
    { reference: string }
  >;
  return Object.values(images).map(({ reference }) => reference);
}
