import { composeText, reset } from './compose-text.js';
import type { ServiceDefinition } from './environment.js';

/**
 * The text of a last override by which Compose makes no network and no volume but those of `services`; `undefined` where they are all
 * there are. Told of some services, Compose makes the networks and volumes of the whole project (docker/compose, `ToProject` drops
 * those that nobody needs before it selects), and one that the engine refuses would fail services that never asked for it. With
 * `needed` those that they depend on keep theirs, too, as Compose makes them along.
 */
export function leftOutFile(
  definitions: Readonly<Record<string, ServiceDefinition>>,
  services: readonly string[],
  { needed }: { readonly needed: boolean },
): string | undefined {
  const kept = needed ? withAllNeeded(definitions, services) : new Set(services);
  const others = Object.keys(definitions).filter((name) => !kept.has(name));
  // Without a network mode it would be on the network `default`.
  const nothing = { networks: reset(), volumes: reset(), network_mode: 'none' };
  return others.length === 0
    ? undefined
    : composeText({ services: Object.fromEntries(others.map((name) => [name, nothing])) });
}

function withAllNeeded(
  definitions: Readonly<Record<string, ServiceDefinition>>,
  services: readonly string[],
): ReadonlySet<string> {
  const all = new Set(services);
  // A set is walked to what was added on the way.
  for (const name of all) {
    for (const { service } of definitions[name]?.dependsOn ?? []) all.add(service);
  }
  return all;
}
