import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { ComposeTool } from '../../src/adapters/compose/compose-files.js';
import type { EngineFound } from '../../src/engine/engine.js';
import { findEngine } from '../../src/engine/find.js';
import { environmentLabel } from '../../src/environment/environment.js';
import { SimError } from '../../src/errors.js';
import { type LoadRequest, loadEnvironment } from '../../src/inputs/declaration/load-environment.js';
import type { Declaration } from '../../src/runtime/compose/declaration.js';
import { composeOf, writeComposeFiles } from '../../src/runtime/compose/write-compose-files.js';
import { freePort } from './fixtures/free-port.ts';
import { testRun, unique } from './fixtures/test-run.ts';

const projects = fileURLToPath(new URL('../environment/fixtures/projects/', import.meta.url));
const name = unique('declaration');
const emptyImage = `sim-test/empty:${testRun}`;
let engine: EngineFound;
let docker: Docker;
let compose: ComposeTool;

beforeAll(async () => {
  const found = await findEngine(process.env, AbortSignal.timeout(20_000));
  if (found.state !== 'found') throw new Error(found.message);
  engine = found;
  docker = new Docker(engine.options);
  compose = { command: engine.composeCommand, env: { ...process.env, ...engine.env } };
  // Containers are created here and never started, so an image with nothing in it serves.
  const progress = await docker.importImage(Readable.from([Buffer.alloc(1024)]), {
    repo: 'sim-test/empty',
    tag: testRun,
    changes: 'CMD ["/nothing"]',
  });
  await new Promise((resolve, reject) => progress.on('end', resolve).on('error', reject).resume());
});

afterAll(async () => {
  await docker.getImage(emptyImage).remove();
});

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'sim ünïcode $HOME '));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

const load = (root: string, change: Partial<LoadRequest> = {}): Promise<Declaration> =>
  loadEnvironment({
    name,
    root,
    stateDir: join(root, '.sim', name),
    stacks: [],
    cwd: root,
    profiles: [],
    watch: true,
    imageMode: 'auto',
    compose,
    heldPorts: [],
    ...change,
  });

const named = (path: string) => ({ paths: [path], namedBy: 'option', services: [] }) as const;

async function project(folder: string, change: Partial<LoadRequest> = {}) {
  const root = await folderWith({});
  const { environment } = await load(root, { files: named(join(projects, folder)), ...change });
  return environment.services;
}

async function refusalOf(root: string, stacks: readonly string[]): Promise<SimError> {
  const error: unknown = await load(root, { stacks }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof SimError) return error;
  throw new Error(`expected a SimError, got ${String(error)}`);
}

const postgres = `services:
  postgres:
    image: postgres:\${PG:-17.2}
    ports: ["127.0.0.1:\${POSTGRES_PORT:-0}:5432"]
    volumes: [data:/var/lib/postgresql/data, ./init:/init:ro]
    x-sim: {kind: database}
volumes: {data: {}}
`;
const app = `include: [../postgres/compose.yaml]
services:
  catalog:
    build: {context: ../../src}
    entrypoint: [/declared]
    command: [serve]
    expose: ["8080"]
    networks: [default, back]
    environment: {PRICE: "5$$"}
    depends_on: {postgres: {condition: service_healthy}}
    healthcheck: {test: [CMD, /declared, health], interval: 30s}
    x-sim: {kind: service, go: ../../src/catalog, open: [{label: Catalog, port: 8080}]}
networks: {back: {}}
`;
const shop = {
  'stacks/postgres/compose.yaml': postgres,
  'stacks/app/compose.yaml': app,
  'stacks/app/.env': 'PG=17.3\n',
  'src/catalog/main.go': 'package main\n',
  'src/Dockerfile': 'FROM scratch\n',
};

test('a stack brings what it includes, named twice or not, whatever the path and each .env say', async () => {
  const root = await folderWith(shop);
  for (const stacks of [['app'], ['app', 'postgres'], ['postgres', 'app']]) {
    const { environment } = await load(root, { stacks });
    const { catalog, postgres: database } = environment.services;
    expect(Object.keys(environment.services).sort()).toEqual(['catalog', 'postgres', 'sim-agent']);
    expect(catalog).toMatchObject({
      stack: 'app',
      kind: 'service',
      go: { directory: join(root, 'src/catalog'), handoff: 'http' },
      port: 8080,
      dependsOn: [{ service: 'postgres', condition: 'service_healthy', required: true, restart: false }],
      open: [{ label: 'Catalog', port: 8080, path: '/' }],
    });
    expect(database).toMatchObject({ stack: 'postgres', image: 'postgres:17.3', kind: 'database' });
  }
  const alone = await load(root, { stacks: ['postgres'] });
  expect(Object.keys(alone.environment.services)).toEqual(['postgres', 'sim-agent']);
});

test('the overrides say to Compose exactly what was meant', async () => {
  const root = await folderWith(shop);
  const declaration = await load(root, { stacks: ['app'] });
  await writeComposeFiles(declaration, { postgres: 'sim.local/postgres:17', catalog: 'sim.local/runtime:1' });
  const resolved = await composeOf(compose, declaration).config([]);
  const doubled = root.replaceAll('$', '$$$$');
  expect(resolved).toContain(`source: ${doubled}/.sim/${name}/builds/catalog`);
  expect(resolved).toContain('- /sim/runner');
  expect(resolved).not.toContain('/declared');
  expect(resolved).not.toContain('build:');
  expect(resolved).toContain('PRICE: 5$$');
  expect(resolved).toContain('image: sim.local/postgres:17');
});

test('containers, networks and volumes are created labelled and not started, once, and down leaves nothing', async () => {
  const root = await folderWith(shop);
  const declaration = await load(root, { stacks: ['app'] });
  const images = { postgres: emptyImage, catalog: emptyImage, 'sim-agent': emptyImage };
  await writeComposeFiles(declaration, images);
  const client = composeOf(compose, declaration);
  onTestFinished(() => client.down({ volumes: true }));

  await client.create(['catalog', 'postgres']);
  const first = await ours();
  expect(first.containers.map(({ state }) => state)).toEqual(['created', 'created']);
  expect(first.networks).toEqual([`sim-${name}_back`, `sim-${name}_default`]);
  expect(first.volumes).toEqual([`sim-${name}_data`]);

  await writeComposeFiles(declaration, images);
  await client.create(['sim-agent', 'catalog', 'postgres']);
  const second = await ours();
  expect(second.containers).toHaveLength(3);
  for (const { id } of first.containers) expect(second.containers.map((one) => one.id)).toContain(id);

  await client.down({ volumes: true });
  expect(await ours()).toEqual({ containers: [], networks: [], volumes: [] });
});

async function ours() {
  const filters = { label: [`${environmentLabel}=${name}`] };
  const containers = await docker.listContainers({ all: true, filters });
  const networks = await docker.listNetworks({ filters });
  const volumes = await docker.listVolumes({ filters });
  return {
    containers: containers.map(({ Id, State }) => ({ id: Id, state: State })),
    networks: networks.map(({ Name }) => Name).sort(),
    volumes: volumes.Volumes.map(({ Name }) => Name),
  };
}

test('an image that is not there fails the creation in words', async () => {
  const root = await folderWith(shop);
  const declaration = await load(root, { stacks: ['postgres'] });
  await writeComposeFiles(declaration, { postgres: 'sim-test/nowhere:1' });
  const client = composeOf(compose, declaration);
  onTestFinished(() => client.down({ volumes: true }));
  const error: unknown = await client.create(['postgres']).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SimError);
  expect(error).toHaveProperty('code', 'compose-failed');
  expect(error).toHaveProperty('message', expect.stringContaining('sim-test/nowhere:1'));
});

test.each([
  ['a: {image: x, dependson: [b]}', "2:17: Compose knows no key 'dependson'"],
  ['a: {image: x, depends_on: [b]}', '2:30: service "a" depends on undefined service "b"'],
  [
    'a: {image: x, depends_on: [b]}\n  b: {image: x, depends_on: [a]}',
    'these services wait for each other: ',
  ],
  ['a: {image: x, env_file: [nope.env]}', '2:28: a file that is named here does not exist'],
  [`a: {image: "x:$\{TAG:?which}"}`, '2:7: error while interpolating services.a.image'],
  ['a: {image: x\n  b: {image: y}', '3:3: this is not valid YAML'],
  ['a: {image: x, ports: 80}', '2:17: services.a.ports must be a'],
  ['a: {environment: {A: b}}', '2:3: service "a" has neither an image nor a build context'],
  ['a: {image: x, x-sim: {knd: cache}}', "2:25: unknown x-sim key 'knd'"],
])('Compose files with mistakes are refused at their place: %s', async (services, message) => {
  const root = await folderWith({ 'stacks/bad/compose.yaml': `services:\n  ${services}\n` });
  const error = await refusalOf(root, ['bad']);
  expect(error.code).toBe('invalid-environment');
  expect(error.message).toMatch(/^stacks\/bad\/compose\.yaml:\d+:\d+: /);
  expect(error.message).toContain(message);
});

test('two stacks that define one service differently are refused, naming both', async () => {
  const root = await folderWith({
    'stacks/one/compose.yaml': 'services:\n  a: {image: x}\n',
    'stacks/two/compose.yaml': 'services:\n  a: {image: y}\n',
  });
  const error = await refusalOf(root, ['one', 'two']);
  expect(error.message).toBe(
    "stacks/two/compose.yaml:2:3: 'a' (services) is defined twice, and not in the same way",
  );
  expect(error.hint).toContain('stacks/one/compose.yaml:2:3');
});

test('a web service waits for its database', async () => {
  const { web, db } = await project('web-database/compose.yaml');
  expect(web).toMatchObject({
    stack: 'web-database',
    dependsOn: [{ service: 'db', condition: 'service_healthy' }],
  });
  expect(web?.ports).toMatchObject([{ hostIp: '127.0.0.1', target: 80 }]);
  expect(db).toMatchObject({ kind: 'database', hasHealthCheck: true });
});

test('links count as dependencies, and merged keys are understood', async () => {
  const { queue, 'worker-slow': slow } = await project('queue-worker');
  expect(queue?.kind).toBe('queue');
  expect(slow?.dependsOn).toMatchObject([{ service: 'queue', condition: 'service_started' }]);
});

test('a one-shot migration comes between the database and what needs it', async () => {
  const { api, migrate } = await project('migration');
  expect(api?.dependsOn).toMatchObject([{ service: 'migrate', condition: 'service_completed_successfully' }]);
  expect(migrate?.dependsOn).toMatchObject([{ service: 'db', condition: 'service_healthy' }]);
  const fast = await project('migration', { profiles: ['fast'] });
  expect(fast.api?.dependsOn.map(({ service, required }) => [service, required])).toContainEqual([
    'cache',
    false,
  ]);
});

test('profiles decide which services are part of the environment', async () => {
  expect(Object.keys(await project('profiles'))).not.toContain('adminer');
  expect((await project('profiles', { profiles: ['debug'] })).adminer?.kind).toBe('tool');
});

test('services with configs or secrets start through Compose', async () => {
  const { proxy, api } = await project('configs-secrets');
  expect([proxy?.startsThroughCompose, api?.startsThroughCompose]).toEqual([true, true]);
});

test('a built service keeps its build, and a range of ports gives one', async () => {
  const { site } = await project('build-args');
  expect(site).toMatchObject({ built: true, image: undefined });
  expect(site?.ports).toHaveLength(1);
  expect(site?.ports[0]?.published).toBeGreaterThanOrEqual(3000);
});

test('a port that the engine would not give moves, though nobody listens on it', async () => {
  const port = await freePort();
  const root = await folderWith({
    'compose.yaml': `services: {web: {image: x, ports: ["127.0.0.1:${port}:80"]}}\n`,
  });
  const published = async (change: Partial<LoadRequest>) =>
    (await load(root, { files: named('compose.yaml'), ...change })).environment.services.web?.ports[0]
      ?.published;
  expect(await published({})).toBe(port);
  expect(
    await published({ refusedPorts: [{ hostIp: undefined, protocol: undefined, published: port }] }),
  ).toBeGreaterThan(port);
});

test('sharing the network of another service counts as depending on it', async () => {
  const { sidecar, edge } = await project('networks');
  expect(sidecar?.dependsOn).toMatchObject([{ service: 'api' }]);
  expect(edge?.ports.map(({ protocol }) => protocol)).toEqual(['tcp', 'udp']);
});
