import { existsSync } from 'node:fs';
import { SimError } from '../../errors.js';
import type { Runtime } from '../../runtime/runtime.js';

/** Throws SimError `name-taken` where another checkout has an environment of this name; one whose folder is gone counts for nothing. */
export async function refuseForeign({
  name,
  stateDir,
  runtime,
}: {
  readonly name: string;
  readonly stateDir: string;
  readonly runtime: Pick<Runtime, 'owners'>;
}): Promise<void> {
  const other = (await runtime.owners()).find((owner) => owner !== stateDir && existsSync(owner));
  if (other === undefined) return;
  throw new SimError('name-taken', `another checkout has an environment named '${name}' (${other})`, {
    hint: '--name gives this one another name; `down --volumes` in that checkout ends the other, with its data',
  });
}
