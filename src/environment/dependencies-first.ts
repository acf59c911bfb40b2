import type { ServiceDefinition } from './environment.js';

/** These services in an order in which each comes after those that it depends on; what Compose lets pass has no circle. */
export function dependenciesFirst(
  definitions: Readonly<Record<string, Pick<ServiceDefinition, 'dependsOn'>>>,
  services: readonly string[],
): readonly string[] {
  const ordered = new Set<string>();
  const seen = new Set<string>();
  const visit = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const { service } of definitions[name]?.dependsOn ?? []) visit(service);
    ordered.add(name);
  };
  for (const name of services) visit(name);
  return [...ordered].filter((name) => services.includes(name));
}
