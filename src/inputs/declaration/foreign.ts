import { existsSync } from 'node:fs';
import type { ContainerEngine } from '../../adapters/docker/container-engine.js';
import { SimError } from '../../errors.js';

/** Throws SimError `name-taken` where another checkout has an environment of this name; one whose folder is gone counts for nothing. */
export async function refuseForeign({
  name,
  stateDir,
  engine,
}: {
  readonly name: string;
  readonly stateDir: string;
  readonly engine: Pick<ContainerEngine, 'owners'>;
}): Promise<void> {
  const other = (await engine.owners()).find((owner) => owner !== stateDir && existsSync(owner));
  if (other === undefined) return;
  throw new SimError('name-taken', `another checkout has an environment named '${name}' (${other})`, {
    hint: '--name gives this one another name; `down --volumes` in that checkout ends the other, with its data',
  });
}
