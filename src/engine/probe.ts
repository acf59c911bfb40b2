import Docker from 'dockerode';
import { messageOf } from '../errors.js';
import type { EngineAddress, EngineTrouble } from './engine.js';
import { minimumApiVersion } from './engine.js';
import { isAtLeast } from './versions.js';

/** What an address answered. `detail` is for people. */
export type Probe =
  | {
      readonly state: 'answers';
      readonly version: string;
      readonly apiVersion: string;
      readonly os: string;
      readonly architecture: string;
    }
  | { readonly state: 'trouble'; readonly trouble: EngineTrouble; readonly detail: string };

/** What is said of a socket that doesn't exist. */
export const nothingThere = 'nothing is there';

/** Asks an address for its version, for at most `timeoutMs`. */
export async function probeEngine(address: EngineAddress, timeoutMs = 3_000): Promise<Probe> {
  try {
    return judge(await new Docker({ ...address.options, timeout: timeoutMs }).version());
  } catch (error) {
    return { state: 'trouble', ...explain(error) };
  }
}

function judge(answer: Docker.DockerVersion): Probe {
  const components = answer.Components ?? [];
  if (components.some((component) => component.Name.startsWith('Podman'))) {
    return {
      state: 'trouble',
      trouble: 'unsupported',
      detail: 'it is Podman, which is not supported, because it runs health checks without start_interval',
    };
  }
  if (!isAtLeast(answer.ApiVersion, minimumApiVersion)) {
    return {
      state: 'trouble',
      trouble: 'too-old',
      detail: `it is Docker ${answer.Version} with API ${answer.ApiVersion}; Sim needs API ${minimumApiVersion} (Docker 25) or newer`,
    };
  }
  return {
    state: 'answers',
    version: answer.Version,
    apiVersion: answer.ApiVersion,
    os: answer.Os,
    architecture: answer.Arch,
  };
}

function explain(error: unknown): { readonly trouble: EngineTrouble; readonly detail: string } {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return { trouble: 'not-running', detail: nothingThere };
    case 'ECONNREFUSED':
      return { trouble: 'not-running', detail: 'nothing listens there' };
    case 'EACCES':
    case 'EPERM':
      return { trouble: 'no-permission', detail: 'you may not open it' };
    default:
      return { trouble: 'not-running', detail: messageOf(error) };
  }
}
