import type { Snapshot } from '../core/snapshot.js';
import type { InstanceState } from './instance.js';

/** The instance of a service with this number; `undefined`: there is none. */
export function findInstance(
  { services }: Pick<Snapshot, 'services'>,
  service: string,
  wanted: number | undefined,
): InstanceState | undefined {
  return services[service]?.instances.find(({ index }) => index === wanted);
}
