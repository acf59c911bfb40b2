import { expect, test } from 'vitest';
import { findEngine } from '../../src/engine/find.js';
import { differencesOf, unmeant } from '../fuzz/compose/differences.ts';
import { generate } from '../fuzz/compose/generate.ts';
import { makeFuzzImages } from '../fuzz/compose/make-images.ts';
import { differenceLines } from '../fuzz/compose/report.ts';
import { runProject, sidesOf } from '../fuzz/compose/run-project.ts';
import { sharedByTests } from './fixtures/shared.ts';

const shared = sharedByTests();
/** Of projects that take little time and have much in them; `npm run fuzz -- compose --projects 1 --seed …` runs one alone. */
const seeds = [201, 202, 205, 216, 218];

test('five random projects do with Sim what they do with Compose, but for what the README says', async () => {
  const { signal } = new AbortController();
  const found = await findEngine(process.env, signal);
  if (found.state !== 'found') throw new Error(found.message);
  const run = `fuzz-${process.pid}`;
  await using _images = await makeFuzzImages(shared.docker, run);
  const setting = {
    ...{ docker: shared.docker, sim: shared.checkout.sim, simEnv: {}, run, signal },
    compose: { command: found.composeCommand, env: found.env },
  };
  const wrong: string[] = [];
  for (const [number, seed] of seeds.entries()) {
    const project = generate(seed);
    const sides = sidesOf(await runProject(setting, project, number), project);
    const differences = unmeant(differencesOf(sides));
    if (differences.length > 0) wrong.push(`seed ${seed}`, ...differenceLines(differences));
  }
  expect(wrong).toEqual([]);
});
