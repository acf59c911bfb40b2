import { authority } from './environment.js';
import { addressesMeet } from './host-address.js';
import { declarationOf, findAmong } from './locate.js';
import { formatLocation, type Location, type Problem } from './problem.js';
import type { WantedPort } from './published-ports.js';
import type { Source } from './source.js';

/** Two entries for one port of one address, by what the files say; the engine would start only the first. */
export function portProblems(
  wanted: readonly WantedPort[],
  sources: readonly Source[],
  root: string,
): readonly Problem[] {
  return wanted.flatMap((port, index): Problem[] => {
    const other = wanted.slice(0, index).find((earlier) => exclude(earlier, port));
    if (other === undefined) return [];
    const place = locate(other, sources);
    const who =
      other.service === port.service
        ? `service '${port.service}' publishes ${portWords(port, other)} twice`
        : `services '${other.service}' and '${port.service}' both publish ${portWords(port, other)}`;
    const there =
      place === undefined
        ? ''
        : `; ${other.service === port.service ? 'the other one is' : `'${other.service}' declares it`} at ${formatLocation(place, root)}`;
    return [
      { location: locate(port, sources), message: who, hint: `Give one of them another port${there}.` },
    ];
  });
}

/** A range, and a number that the engine chooses, make room for the other. */
function exclude(one: WantedPort, other: WantedPort): boolean {
  return (
    one.first !== 0 &&
    one.first === one.last &&
    one.first === other.first &&
    one.last === other.last &&
    one.protocol === other.protocol &&
    addressesMeet(one.declaredIp, other.declaredIp) &&
    !isSame(one, other)
  );
}

/** Said twice by one service it is one, to Compose as well. */
function isSame(one: WantedPort, other: WantedPort): boolean {
  return one.service === other.service && one.target === other.target && one.declaredIp === other.declaredIp;
}

function portWords({ first, protocol, declaredIp }: WantedPort, other: WantedPort): string {
  const address =
    declaredIp !== undefined && declaredIp === other.declaredIp ? authority(declaredIp, first) : first;
  return `port ${address}${protocol === 'tcp' ? '' : `/${protocol}`}`;
}

function locate({ service, index }: WantedPort, sources: readonly Source[]): Location | undefined {
  const path = ['services', service, 'ports', index];
  return findAmong(sources, path)?.location ?? declarationOf(sources, service)?.location;
}
