import Docker from 'dockerode';
import { buildxTrouble, type ComposeBuilds } from '../buildx-for-compose.js';
import { newestBuildx } from '../install/install-buildx.js';
import { refusal } from '../refusal.js';
import { engineSaid } from '../said.js';
import { bad, type Check, type CheckContext, ok, warn } from './check.js';

const registryPatienceMs = 3_000;

/** Whether an engine answers that is new enough. */
export function checkEngine({ search }: CheckContext): Check {
  if (search.state === 'found') {
    const { version, apiVersion, host, origin } = search;
    return ok('engine', `Docker ${version} (API ${apiVersion}) at ${host}, ${origin}`);
  }
  if (search.trouble === 'no-compose') return ok('engine', 'a Docker engine answers');
  return bad('engine', search.message, refusal(search).hint ?? '');
}

/** Whether there is a Compose that is new enough. */
export function checkCompose({ search }: CheckContext): Check {
  if (search.state === 'found') {
    return ok('compose', `Compose ${search.composeVersion} (${search.composeCommand.join(' ')})`);
  }
  if (search.trouble !== 'no-compose')
    return warn('compose', 'not looked at without an engine', 'See engine.');
  return bad('compose', search.message, refusal(search).hint ?? '');
}

const consequence: Readonly<Record<ComposeBuilds, string>> = {
  'as-it-is': '',
  'with-ours': '',
  'by-itself': '; Sim has it build without one',
  refuses: '; images of Dockerfiles are not built, those of the sample stacks are',
};

/** Whether images can be built. */
export function checkBuildx({ search }: CheckContext): Check {
  if (search.state !== 'found') return warn('buildx', 'not looked at without an engine', 'See engine.');
  const trouble = buildxTrouble(search, newestBuildx());
  if (search.buildxCommand !== undefined && trouble !== undefined) {
    const { detail, remedy } = trouble;
    return warn('buildx', `${detail}${consequence[search.composeBuilds]}`, remedy);
  }
  if (search.buildxCommand !== undefined) return ok('buildx', `buildx ${search.buildxVersion}`);
  return bad(
    'buildx',
    'no buildx, so images can be pulled and none can be made',
    'Install the package docker-buildx or docker-buildx-plugin.',
  );
}

/** Whether official images can be pulled; without, they are made from recipes. */
export async function checkRegistry({ search }: CheckContext): Promise<Check> {
  if (search.state !== 'found') return warn('registry', 'not looked at without an engine', 'See engine.');
  try {
    const docker = new Docker({ ...search.options, timeout: registryPatienceMs });
    await docker.getImage('redis:latest').distribution();
    return ok('registry', 'answers: official images are pulled');
  } catch (error) {
    return warn(
      'registry',
      `does not answer within ${registryPatienceMs / 1000} s (${engineSaid(error)})`,
      'Nothing has to be done: Postgres, Redis, Nginx and others are made from Debian packages instead.',
    );
  }
}
