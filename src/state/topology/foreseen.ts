import type { Environment } from '../../environment/environment.js';
import type { Link, Placeable } from './layers.js';

/**
 * The links that are sure to come: an entrance that has called nothing yet will call the gateways inside. Layers count them, so that a node
 * stands from the start where it will stand when traffic begins. A foreseen link is neither declared nor observed.
 */
export function foreseenLinks(
  environment: Environment | undefined,
  nodes: readonly Placeable[],
  links: readonly Link[],
): readonly Link[] {
  const gateways = nodes.filter(({ kind }) => kind === 'gateway');
  const inside = gateways.filter((node) => !isPublished(environment, node));
  return gateways
    .filter((node) => isPublished(environment, node) && !links.some(({ from }) => from === node.name))
    .flatMap(({ name: from }) => inside.map(({ name: to }) => ({ from, to })));
}

/** Whether a service declares a published port or a page to open. */
function isPublished(environment: Environment | undefined, { name }: Placeable): boolean {
  const definition = environment?.services[name];
  return definition !== undefined && definition.ports.length + definition.open.length > 0;
}
