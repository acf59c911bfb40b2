import type Docker from 'dockerode';
import type { PortHolder } from '../../engine/checks/check.js';
import { environmentLabel } from '../../environment/environment.js';
import { translate } from './errors.js';
import { composeServiceLabel } from './observation.js';

/** Who has which TCP port that is reached at 127.0.0.1, by port. */
export async function portHolders(docker: Docker): Promise<ReadonlyMap<number, PortHolder>> {
  const running = await docker.listContainers().catch((error: unknown) => {
    throw translate(error);
  });
  return new Map(
    running.flatMap(({ Id, Names, Labels, Ports }) => {
      const holder: PortHolder = {
        container: Names[0]?.replace(/^\//, '') ?? Id,
        environment: Labels[environmentLabel],
        service: Labels[composeServiceLabel],
      };
      return Ports.filter(({ Type, IP }) => Type === 'tcp' && (IP === '0.0.0.0' || IP === '127.0.0.1')).map(
        ({ PublicPort }) => [PublicPort, holder] as const,
      );
    }),
  );
}
