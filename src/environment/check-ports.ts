import { declarationOf, findAmong } from './locate.js';
import { formatLocation, type Location, type Problem } from './problem.js';
import type { WantedPort } from './published-ports.js';
import type { Source } from './source.js';

/** Two services that declare the same port on the host; Docker would start only the first. */
export function portProblems(
  wanted: readonly WantedPort[],
  sources: readonly Source[],
  root: string,
): readonly Problem[] {
  const first = new Map<string, WantedPort>();
  return wanted.flatMap((port): Problem[] => {
    if (port.first === 0 || port.first !== port.last) return [];
    const key = `${port.hostIp}/${port.protocol}/${port.first}`;
    const other = first.get(key);
    if (other === undefined || other.service === port.service) {
      first.set(key, port);
      return [];
    }
    const place = locate(other, sources);
    return [
      {
        location: locate(port, sources),
        message: `services '${other.service}' and '${port.service}' both publish port ${port.first}`,
        hint: `Give one of them another port${place === undefined ? '' : `; '${other.service}' declares it at ${formatLocation(place, root)}`}.`,
      },
    ];
  });
}

function locate({ service, index }: WantedPort, sources: readonly Source[]): Location | undefined {
  const path = ['services', service, 'ports', index];
  return findAmong(sources, path)?.location ?? declarationOf(sources, service)?.location;
}
