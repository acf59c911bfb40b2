import type { Random } from '../random.ts';
import type { Draft, ServiceDraft } from './draft.ts';
import type { Yaml } from './project.ts';

/** What two containers can't both have: a name, a network of somebody else, a count that the file says otherwise. */
const forOne = ['container_name', 'network_mode', 'mac_address', 'scale', 'deploy', 'extends', 'profiles'];

/** Has a few services be two or three containers, where nothing of them is for one alone. */
export function makeSeveral({ services }: Draft, random: Random): void {
  for (const service of services) {
    const count = random.pick([2, 2, 3]);
    const inDeploy = random.chance(0.5);
    if (!random.chance(0.2) || !canBeSeveral(service, services)) continue;
    if (inDeploy) service.body.deploy = { replicas: count };
    else service.body.scale = count;
  }
}

function canBeSeveral({ name, body }: ServiceDraft, services: readonly ServiceDraft[]): boolean {
  const isReferredTo = services.some(({ body: { extends: base, network_mode: mode, volumes_from: from } }) =>
    JSON.stringify([base ?? null, mode ?? null, from ?? null]).includes(name),
  );
  return !isReferredTo && !forOne.some((key) => key in body) && !hasAPlaceOfItsOwn(body);
}

/** A fixed port or address. */
function hasAPlaceOfItsOwn({ ports, networks }: Readonly<Record<string, Yaml>>): boolean {
  return /published|\d:\d|ipv4_address/.test(JSON.stringify([ports ?? null, networks ?? null]));
}
