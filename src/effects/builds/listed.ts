import type { Asked } from '../../adapters/go/packages.js';
import type { EventOf } from '../../state/core/event.js';

/** The fact that Go has said what a service is made from. */
export function listed(
  service: string,
  at: number,
  { list: { problem, notes, ...list }, source }: Asked,
  by: 'build' | 'question',
): EventOf<'packages.listed'> {
  return { kind: 'packages.listed', at, service, list, by, source: source?.sum, problem, notes };
}
