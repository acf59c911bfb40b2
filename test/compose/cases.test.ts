import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { findEngine } from '../../src/engine/find.js';
import { differencesOf, unmeant } from '../fuzz/compose/differences.ts';
import type { Facts } from '../fuzz/compose/facts.ts';
import { makeFuzzImages } from '../fuzz/compose/make-images.ts';
import { runProject, sidesOf } from '../fuzz/compose/run-project.ts';
import type { FuzzSetting } from '../fuzz/compose/setting.ts';
import { copyCheckout } from '../with-engine/fixtures/checkout.ts';
import { composeCases } from './cases.ts';
import { isOfVersion } from './versions.ts';

const version = inject('composeVersion');
const resources = new AsyncDisposableStack();
let setting: FuzzSetting | undefined;
let number = 0;

beforeAll(async () => {
  const dockerConfig = inject('dockerConfig');
  const env = dockerConfig === '' ? {} : { DOCKER_CONFIG: dockerConfig };
  const { signal } = new AbortController();
  const found = await findEngine({ ...process.env, ...env }, signal);
  if (found.state !== 'found') throw new Error(found.message);
  if (!isOfVersion(found.composeVersion, version))
    throw new Error(`Compose ${version} was asked for, and Sim finds ${found.composeVersion}`);
  const docker = new Docker(found.options);
  const run = `fuzz-${process.pid}`;
  resources.use(await makeFuzzImages(docker, run));
  const checkout = resources.use(await copyCheckout());
  setting = {
    ...{ docker, sim: checkout.sim, simEnv: env, run, signal },
    compose: { command: found.composeCommand, env: { ...found.env, ...env } },
  };
});

afterAll(() => resources.disposeAsync());

/** Of these facts what is so. */
function chosen(facts: Facts, wanted: Facts): Facts {
  return Object.fromEntries(Object.keys(wanted).map((name) => [name, facts[name] ?? '(none)']));
}

describe(`with Compose ${version}`, () => {
  test.each(composeCases)('$name', async ({ project, facts, differs = {}, byVersion = {} }) => {
    if (setting === undefined) throw new Error('the tests of this file have not begun');
    number += 1;
    const sides = sidesOf(await runProject(setting, project, number), project);
    const expected = { ...facts, ...differs.compose, ...byVersion[version] };
    const said = JSON.stringify(sides.said, null, 2);
    expect(chosen(sides.compose, expected), said).toEqual(expected);
    const ofSim = { ...facts, ...differs.sim };
    expect(chosen(sides.sim, ofSim), said).toEqual(ofSim);
    expect(unmeant(differencesOf(sides)), said).toEqual([]);
  });
});
