import { createRandom } from '../random.ts';
import { behave } from './behaviours.ts';
import { createDraft, type Feature, type ServiceDraft } from './draft.ts';
import { layOut } from './layout.ts';
import { mistake } from './mistakes.ts';
import { type Project, projectOf } from './project.ts';
import { projectFeatures } from './project-features.ts';
import { serviceFeatures } from './service-features.ts';
import { makeSeveral } from './several.ts';

const serviceNames = ['db', 'api', 'web', 'job'];

/** The project of a seed, a whole number: always the same one. */
export function generate(seed: number): Project {
  const random = createRandom(seed);
  const draft = createDraft(random, Math.abs(seed) % 250);
  for (const name of serviceNames.slice(0, 1 + random.below(serviceNames.length))) {
    const service: ServiceDraft = { name, body: {}, ends: false, checked: false };
    draft.services.push(service);
    behave(draft, service);
    for (const feature of features) {
      if (random.chance(feature.probability)) feature.add(draft, service);
    }
  }
  const isWrong = random.chance(0.08);
  if (isWrong) mistake(draft);
  if (draft.services.some(({ body }) => 'profiles' in body) && random.chance(0.6))
    draft.profiles.push('extra');
  if (!isWrong && random.chance(0.08)) draft.chosen.push(random.pick(draft.services).name);
  // By chances of its own: what else a seed makes stays as it was.
  if (!isWrong) makeSeveral(draft, createRandom(seed + 2 ** 20));
  const compose = layOut(draft);
  return projectOf(compose, {
    files: draft.files,
    composeFiles: draft.composeFiles,
    envFiles: draft.envFiles,
    profiles: draft.profiles,
    services: draft.chosen,
    env: draft.env,
    external: { networks: draft.externalNetworks, volumes: draft.externalVolumes },
    again: random.chance(0.3),
    withVolumes: random.chance(0.5),
  });
}

const features: readonly Feature[] = [...projectFeatures, ...serviceFeatures];
