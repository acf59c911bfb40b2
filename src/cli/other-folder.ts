import { existsSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { filesOfEarlierUp } from '../adapters/controller/earlier-up.js';
import type { UpRequest } from '../contract/requests.js';
import { SimError } from '../errors.js';
import { pathsOf } from '../inputs/declaration/added-request.js';

/**
 * Throws SimError `name-taken` where an environment's name was taken from its folder and is that of a project in another folder. To Compose
 * two folders of one name are one project: the containers and data of the one would become those of the other.
 */
export async function refuseOtherFolder(
  stateDir: string,
  name: string,
  request: Pick<UpRequest, 'files' | 'cwd'>,
): Promise<void> {
  const [before] = (await filesOfEarlierUp(stateDir)).filter(existsSync);
  const [now] = pathsOf(request);
  if (before === undefined || now === undefined || areOfOneTree(dirname(before), dirname(now))) return;
  throw new SimError('name-taken', `the environment '${name}' is of ${before}`, {
    hint: `--name gives this one another name; bin/sim down --volumes --name ${name} ends the other, with its data`,
  });
}

/** Whether one folder is the other, or lies below it: the files of one project may. */
function areOfOneTree(one: string, other: string): boolean {
  return [relative(one, other), relative(other, one)].some((path) => !path.startsWith('..'));
}
