import type { Wish } from '../../contract/requests.js';
import { SimError } from '../../errors.js';
import type { Snapshot } from '../core/snapshot.js';
import { instanceName } from '../instances/instance-name.js';

/** Throws SimError `usage` where a wish is about a service, or an instance of one, that the environment does not have. */
export function requireKnown({ environment, services }: Snapshot, wish: Wish): void {
  if (wish.kind === 'down.requested') return;
  const name = environment?.name ?? '';
  // The name comes from outside, and an object has more names than its own.
  const service = Object.hasOwn(services, wish.service) ? services[wish.service] : undefined;
  if (service === undefined) {
    throw new SimError('usage', `'${name}' has no service '${wish.service}'`, {
      hint: `it has ${Object.keys(services).join(', ')}`,
    });
  }
  const index = 'index' in wish ? wish.index : undefined;
  if (index === undefined || service.instances.some((instance) => instance.index === index)) return;
  const known = service.instances.map((instance) => instanceName(service.name, instance.index));
  throw new SimError('usage', `'${name}' has no instance '${instanceName(service.name, index)}'`, {
    hint: known.length === 0 ? `${service.name} has no container now` : `it has ${known.join(', ')}`,
  });
}
