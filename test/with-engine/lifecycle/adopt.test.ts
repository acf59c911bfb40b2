import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { runSim } from '../fixtures/command.ts';
import { foreignContainer, holdingsOf, nothing } from '../fixtures/engine.ts';
import { TestEnvironment } from '../fixtures/environment.ts';
import { get } from '../fixtures/load.ts';
import { Observed } from '../fixtures/observed.ts';
import { partImage } from '../fixtures/part-image.ts';
import { processEnd } from '../fixtures/process-end.ts';
import { sharedByTests } from '../fixtures/shared.ts';
import { type Status, urlOf } from '../fixtures/status.ts';

const project = fileURLToPath(new URL('../fixtures/projects/web-database', import.meta.url));
const shared = sharedByTests();

const file = ['--file', join(project, 'compose.yaml')];
const containersOf = (status: Status) =>
  status.services.flatMap(({ containers }) => containers.map(({ id, startedAt }) => `${id} ${startedAt}`));

test('a second up talks to the same controller and doubles nothing', async () => {
  const environment = shared.environmentNamed('twice');
  await environment.up(...file);
  const [pid, first] = [await environment.controllerPid(), await environment.status()];
  await environment.up(...file);
  expect(await environment.controllerPid()).toBe(pid);
  expect(containersOf(await environment.status())).toEqual(containersOf(first));
  expect((await holdingsOf(shared.docker, environment)).containers).toHaveLength(3);
});

test('two ups at the same moment end with one controller and one environment', async () => {
  const environment = shared.environmentNamed('at-once');
  await Promise.all([environment.up(...file), environment.up(...file)]);
  expect((await environment.status()).ready).toBe(true);
  expect((await holdingsOf(shared.docker, environment)).containers).toHaveLength(3);
});

test('two ups at the same moment after a kill still end with one controller', async () => {
  const environment = shared.environmentNamed('at-once-again');
  await environment.up(...file);
  const before = await environment.status();
  await kill(environment);
  await Promise.all([environment.up(...file), environment.up(...file)]);
  expect(containersOf(await environment.status())).toEqual(containersOf(before));
  expect(await controllersOf(environment.name)).toEqual([await environment.controllerPid()]);
});

test('variables in Compose files are those of the newest up, and nobody hears of the others', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sim-variables-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(
    join(folder, 'compose.yaml'),
    `services:
  web:
    image: ${partImage}
    command: ["serve", "-on", ":80", "-text", "version \${VERSION:-none}"]
    ports: ["18340:80"]
`,
  );
  const environment = shared.environmentNamed('variables');
  const withVersion = (VERSION: string) =>
    new TestEnvironment(shared.checkout, environment.name, { VERSION, UNRELATED: 'never-to-be-seen' });
  await withVersion('1').up('--file', folder);
  expect(await get(urlOf(await environment.status(), 'web'))).toBe('version 1');
  await withVersion('2').up('--file', folder);
  expect(await get(urlOf(await environment.status(), 'web'))).toBe('version 2');
  using seen = await Observed.of(environment.stateDir);
  expect(JSON.stringify(seen.current)).not.toContain('never-to-be-seen');
  expect(await readFile(join(environment.stateDir, 'controller.log'), 'utf8')).not.toContain(
    'never-to-be-seen',
  );
});

test('a controller that other sources made is understood as long as it speaks the same version of the contract', async () => {
  const environment = shared.environmentNamed('other-sources');
  await environment.up(...file);
  const changed = join(shared.checkout.root, 'src/words/time.ts');
  const source = await readFile(changed, 'utf8');
  onTestFinished(() => writeFile(changed, source));
  await writeFile(changed, `${source}\nexport const somethingNew = 1;\n`);
  expect(await environment.run('status')).toMatchObject({ code: 0 });
  expect(await environment.run('up', '-d', ...file)).toMatchObject({ code: 0 });
  expect(await environment.run('down', '--volumes')).toMatchObject({ code: 0 });
  expect(await holdingsOf(shared.docker, environment)).toEqual(nothing);
});

test('a controller of another version is told from ours: commands say so, ls shows it, down ends it', async () => {
  const environment = shared.environmentNamed('other-version');
  await environment.up(...file);
  const changed = join(shared.checkout.root, 'src/contract/routes.ts');
  const source = await readFile(changed, 'utf8');
  onTestFinished(() => writeFile(changed, source));
  await writeFile(changed, source.replace("'v1';", "'v2';"));

  for (const command of ['status', 'up']) {
    const refused = await environment.run(command, ...(command === 'up' ? ['-d', ...file] : []));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('runs another version of Sim');
    expect(refused.stderr).toContain(`bin/sim down --name ${environment.name}`);
  }
  const listed = await runSim(shared.checkout.sim, ['ls']);
  expect(listed.code).toBe(0);
  expect(listed.stdout).toMatch(new RegExp(`^${environment.name} .*another version`, 'm'));
  expect(await environment.run('down', '--volumes')).toMatchObject({ code: 0 });
  expect(await holdingsOf(shared.docker, environment)).toEqual(nothing);
});

test('containers outlive a killed controller, and the next up adopts the very same ones', async () => {
  const environment = shared.environmentNamed('adopted');
  await environment.up(...file);
  const before = await environment.status();
  const url = urlOf(before, 'web');
  await kill(environment);

  expect(await get(url)).toBe('guestbook');
  const blind = await environment.run('status');
  expect(blind.code).toBe(1);
  expect(blind.stderr).toMatch(new RegExp(`bin/sim up -f \\S+ --name ${environment.name}`));

  await environment.up(...file);
  const after = await environment.status();
  expect(containersOf(after)).toEqual(containersOf(before));
  expect(urlOf(after, 'web')).toBe(url);
});

test('down without a controller leaves nothing of ours, and everything of others', async () => {
  const environment = shared.environmentNamed('orphaned');
  await using foreign = await foreignContainer(shared.docker, partImage, { command: ['/part', 'serve'] });
  await environment.up(...file);
  await kill(environment);
  expect(await environment.run('down')).toMatchObject({ code: 0 });
  expect(await holdingsOf(shared.docker, environment)).toMatchObject({
    containers: [],
    networks: [],
    volumes: [`sim-${environment.name}_data`],
  });
  const { stdout } = await environment.run('down', '--volumes', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ volumes: [`sim-${environment.name}_data`] });
  expect((await foreign.inspect()).State.Running).toBe(true);
});

/** The processes that hold an environment of this name. */
async function controllersOf(name: string): Promise<readonly number[]> {
  const { stdout } = await execa('pgrep', ['--full', `main.js controller --name ${name} `], {
    reject: false,
  });
  return stdout.split('\n').filter(Boolean).map(Number);
}

async function kill(environment: TestEnvironment): Promise<void> {
  const pid = await environment.controllerPid();
  process.kill(pid, 'SIGKILL');
  await processEnd(pid);
}
