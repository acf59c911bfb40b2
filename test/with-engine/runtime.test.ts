import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Docker from 'dockerode';
import type { ComposeTool } from '../../src/adapters/compose/compose-files.js';
import { createLock } from '../../src/adapters/compose/lock.js';
import { createContainerEngine } from '../../src/adapters/docker/dockerode-engine.js';
import { findEngine } from '../../src/engine/find.js';
import { loadEnvironment } from '../../src/inputs/declaration/load-environment.js';
import { createComposeRuntime } from '../../src/runtime/compose/compose-runtime.js';
import { ComposeCreation } from '../../src/runtime/compose/creation.js';
import { MountedBuilds } from '../../src/runtime/compose/mounted-builds.js';
import { composeOf, writeComposeFiles } from '../../src/runtime/compose/write-compose-files.js';
import { runtimeContract } from '../runtime/contract.js';
import { partImage } from './fixtures/part-image.ts';
import { testRun, unique } from './fixtures/test-run.ts';

const name = unique('runtime');
/** The same under another name: Compose takes it for another image. */
const otherImage = `sim-test/part:${testRun}-other`;

const project = `services:
  web:
    image: ${partImage}
    command: [serve, "-on", ":8080"]
    ports: ["8080"]
    volumes: [data:/data]
  job: {image: "${partImage}", command: [once, "-say", "one|two"]}
  broken: {image: "${partImage}", command: [once, "-exit", "3"]}
  phoenix: {image: "${partImage}", command: [once, "-exit", "1"], restart: on-failure}
volumes: {data: {}}
`;

/** That a port answers is told by nobody: so it is looked again and again, until the test's time is over. */
async function untilSeen<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await pause(50);
  }
}

runtimeContract('by Compose', async () => {
  const found = await findEngine(process.env, AbortSignal.timeout(20_000));
  if (found.state !== 'found') throw new Error(found.message);
  const docker = new Docker(found.options);
  const tool: ComposeTool = { command: found.composeCommand, env: { ...process.env, ...found.env } };
  await using stack = new AsyncDisposableStack();
  await docker.getImage(partImage).tag({ repo: 'sim-test/part', tag: `${testRun}-other` });
  stack.defer(() => docker.getImage(otherImage).remove());
  const root = await realpath(await mkdtemp(join(tmpdir(), 'sim-runtime-')));
  stack.defer(() => rm(root, { recursive: true, force: true }));
  const stateDir = join(root, '.sim', name);
  await writeFile(join(root, 'compose.yaml'), project);
  const declaration = await loadEnvironment({
    ...{ name, root, stateDir, stacks: [], cwd: root, profiles: [], watch: true },
    files: { paths: [join(root, 'compose.yaml')], namedBy: 'option', services: [] },
    ...{ imageMode: 'local', compose: tool, heldPorts: [] },
  });
  await writeComposeFiles(declaration, {});
  // Only services of `go` get one otherwise.
  await mkdir(join(stateDir, 'builds/web'), { recursive: true });
  const declared = () => ({ declaration, compose: composeOf(tool, declaration) });
  const engine = createContainerEngine(docker, name);
  const creation = new ComposeCreation({
    ...{ engine, declared, oneAtATime: createLock(), onUnnamedVolumes: () => undefined },
  });
  const builds = new MountedBuilds(stateDir);
  const runtime = createComposeRuntime({ engine, creation, builds, declared, now: () => Date.now() });
  stack.defer(async () => void (await runtime.removeAll({ volumes: true })));
  const kept = stack.move();
  return {
    runtime,
    images: Object.fromEntries(['web', 'job', 'broken', 'phoenix'].map((service) => [service, partImage])),
    otherImage,
    saying: ['/part', 'once', '-say', 'words-of-its-own', '-exit', '3'],
    until: untilSeen,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
});
