import { type ComposeProject, replicasOf } from './compose-project.js';
import { impossiblePorts } from './impossible-port.js';
import { findAmong, namesIn } from './locate.js';
import { invalidEnvironment, type Problem } from './problem.js';
import { wantedPorts } from './published-ports.js';
import type { Source } from './source.js';

/**
 * Refuses what Compose lets pass and nobody could bring up: files without any service, ports that don't exist, names that Sim can't tell
 * from others, less than no container.
 */
export function checkDeclared(declared: ComposeProject, sources: readonly Source[], root: string): void {
  const [first, ...others] = [
    ...nothingDeclared(declared, sources),
    ...impossiblePorts(wantedPorts(declared), sources),
    ...inheritedNames(declared, sources),
    ...impossibleCounts(declared, sources),
  ];
  if (first !== undefined) throw invalidEnvironment([first, ...others], root);
}

function nothingDeclared({ services }: ComposeProject, sources: readonly Source[]): readonly Problem[] {
  const file = sources[0]?.file;
  if (Object.keys(services).length > 0 || file === undefined) return [];
  const asleep = [...new Set(sources.flatMap((source) => namesIn(source, 'services')))];
  return [
    {
      location: { file, line: 1, column: 1 },
      message: asleep.length === 0 ? 'no service is declared here' : 'no service of this file is enabled',
      hint:
        asleep.length === 0
          ? 'Name at least one under services:'
          : `Every one waits for its profile (${asleep.join(', ')}): enable one with --profile.`,
    },
  ];
}

/** What is known of services is kept by name in objects of JavaScript, which have some names (`constructor`) before anybody sets them. */
function inheritedNames({ services }: ComposeProject, sources: readonly Source[]): readonly Problem[] {
  return Object.keys(services)
    .filter((name) => name in Object.prototype)
    .map((name) => ({
      location: findAmong(sources, ['services', name])?.location,
      message: `Sim can't have a service named '${name}'`,
      hint: 'Every object of JavaScript, in which Sim is written, has that name already: give the service another one.',
    }));
}

/** Compose itself ends by a panic over one of these. */
function impossibleCounts({ services }: ComposeProject, sources: readonly Source[]): readonly Problem[] {
  return Object.entries(services).flatMap(([name, service]) => {
    const count = replicasOf(service);
    if (count >= 0) return [];
    const places = [['scale'], ['deploy', 'replicas']].map((key) => ['services', name, ...key]);
    const found = places.flatMap((path) => {
      const place = findAmong(sources, path);
      return place?.depth === path.length ? [place.location] : [];
    });
    return [
      {
        location: found[0],
        message: `service '${name}' is to be ${count} containers`,
        hint: 'Ask for none (0) or more.',
      },
    ];
  });
}
