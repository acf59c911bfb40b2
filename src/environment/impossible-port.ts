import { declarationOf, findAmong } from './locate.js';
import type { Location, Problem } from './problem.js';
import type { WantedPort } from './published-ports.js';
import type { Source } from './source.js';

const lastPort = 65_535;

/** A number that no port has. */
export function impossiblePort(port: string, location: Location | undefined): Problem {
  return { location, message: `there is no port ${port}`, hint: `Ports go from 1 to ${lastPort}.` };
}

/** Ports that Compose lets pass in the long form, and the engine would refuse. */
export function impossiblePorts(
  wanted: readonly WantedPort[],
  sources: readonly Source[],
): readonly Problem[] {
  return wanted.flatMap(({ service, index, target, last }) => {
    const port = [target, last].find((number) => number > lastPort);
    if (port === undefined) return [];
    const place =
      findAmong(sources, ['services', service, 'ports', index]) ?? declarationOf(sources, service);
    return [impossiblePort(String(port), place?.location)];
  });
}
