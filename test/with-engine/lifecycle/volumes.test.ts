import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { composeServiceLabel } from '../../../src/adapters/docker/observation.js';
import { removeLabelled } from '../../../src/adapters/docker/removal.js';
import { environmentLabel } from '../../../src/environment/environment.js';
import { get } from '../fixtures/load.ts';
import { partImage } from '../fixtures/part-image.ts';
import { sharedByTests } from '../fixtures/shared.ts';
import { urlOf } from '../fixtures/status.ts';
import { testRun, unique } from '../fixtures/test-run.ts';

const shared = sharedByTests();
/** As the part, with a volume that nobody named. */
const image = `sim-test/part-with-volume:${testRun}`;
const theirs = unique('sim-test-theirs');
let folder: string;

beforeAll(async () => {
  const { docker, resources } = shared;
  const part = await docker.createContainer({ Image: partImage });
  await part.commit({ repo: image.split(':')[0], tag: testRun, changes: 'VOLUME /data' });
  await part.remove();
  resources.defer(() => docker.getImage(image).remove({ force: true }));
  await docker.createVolume({ Name: theirs });
  resources.defer(() => docker.getVolume(theirs).remove());
  folder = await mkdtemp(join(tmpdir(), 'sim-volumes-'));
  resources.defer(() => rm(folder, { recursive: true, force: true }));
  await writeFile(
    join(folder, 'compose.yaml'),
    `services:
  db:
    image: ${image}
    command: [serve, -file, /data/row]
    ports: ["127.0.0.1::8080"]
    x-sim: {kind: database}
  web:
    image: ${partImage}
    command: [serve]
    volumes: [/cache, "theirs:/theirs"]
volumes:
  theirs: {external: true, name: ${theirs}}
`,
  );
});

test('a volume without a name outlives down, comes back with the next up, and goes when it is asked to', async () => {
  const environment = shared.environmentNamed('unnamed');
  const first = await environment.up('--file', folder);
  expect(first.stdout).toContain('keeps its data in a volume without a name (/data)');
  const { name } = environment;
  await writeRow(await containerOf(name, 'db'), 'kept');

  const kept = await environment.run('down', '--json');
  const names = [`sim-${name}_db__-data`, `sim-${name}_web__-cache`];
  expect(JSON.parse(kept.stdout)).toMatchObject({
    volumes: [],
    keptVolumes: expect.arrayContaining(names),
    externalVolumes: [theirs],
    unnamedVolumes: expect.arrayContaining([
      { name: names[0], service: 'db', path: '/data', remounted: true },
      { name: names[1], service: 'web', path: '/cache', remounted: true },
    ]),
  });

  await environment.up('--file', folder);
  const url = urlOf(await environment.status(), 'db');
  expect(await get(url.replace('tcp:', 'http:'))).toBe('kept');

  const { stdout } = await environment.run('down', '--volumes');
  expect(stdout).toContain('2 volumes');
  expect(stdout).toContain(`${names[0]} (/data of db)`);
  expect(stdout).toContain(`not ours, left as it is: ${theirs}`);
  expect((await shared.docker.getVolume(theirs).inspect()).Name).toBe(theirs);
});

test('a volume that the engine itself named goes with its container only where volumes are asked to go', async () => {
  const label = `dev.sim.test-unnamed=${testRun}`;
  const made = () =>
    shared.docker.createContainer({
      Image: image,
      Labels: { 'dev.sim.test-unnamed': testRun, [composeServiceLabel]: 'db' },
    });
  const volumeOf = async (container: Docker.Container) =>
    (await container.inspect()).Mounts.map(({ Name }) => Name ?? '')[0] ?? '';

  const first = await volumeOf(await made());
  expect(await removeLabelled(shared.docker, label, false)).toMatchObject({
    volumes: [],
    keptVolumes: [first],
    unnamedVolumes: [{ name: first, service: 'db', path: '/data', remounted: false }],
  });
  await shared.docker.getVolume(first).remove();

  const second = await volumeOf(await made());
  expect(await removeLabelled(shared.docker, label, true)).toMatchObject({
    volumes: [second],
    keptVolumes: [],
  });
  await expect(shared.docker.getVolume(second).inspect()).rejects.toMatchObject({ statusCode: 404 });
});

test("a volume that was made without a name and is mounted by the one it got is somebody else's", async () => {
  const { name: theirs } = await shared.docker.createVolume({});
  shared.resources.defer(() => shared.docker.getVolume(theirs).remove());
  const label = `dev.sim.test-nameless=${testRun}`;
  await shared.docker.createContainer({
    Image: partImage,
    Labels: { 'dev.sim.test-nameless': testRun, [composeServiceLabel]: 'db' },
    HostConfig: { Mounts: [{ Type: 'volume', Source: theirs, Target: '/data' }] },
  } as Docker.ContainerCreateOptions);
  expect(await removeLabelled(shared.docker, label, true)).toMatchObject({
    volumes: [],
    externalVolumes: [theirs],
  });
  expect((await shared.docker.getVolume(theirs).inspect()).Name).toBe(theirs);
});

async function containerOf(environment: string, service: string): Promise<Docker.Container> {
  const label = [`${environmentLabel}=${environment}`, `${composeServiceLabel}=${service}`];
  const [found] = await shared.docker.listContainers({ filters: { label } });
  return shared.docker.getContainer(found?.Id ?? '');
}

async function writeRow(container: Docker.Container, text: string): Promise<void> {
  const row = await mkdtemp(join(tmpdir(), 'sim-row-'));
  await writeFile(join(row, 'row'), text);
  const { stdout } = await execa('tar', ['-C', row, '-c', 'row'], { encoding: 'buffer' });
  await container.putArchive(Buffer.from(stdout), { path: '/data' });
  await rm(row, { recursive: true });
}
