import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { DockerVersion } from 'dockerode';
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
  const patience = AbortSignal.timeout(timeoutMs);
  try {
    return judge(await versionAt(address, patience));
  } catch (error) {
    if (patience.aborted) {
      const detail = `it does not answer within ${timeoutMs / 1000} s`;
      return { state: 'trouble', trouble: 'not-running', detail };
    }
    return { state: 'trouble', ...explain(error) };
  }
}

/** By hand: every command asks this one thing of the engine, and dockerode takes longer to load than it to answer. */
async function versionAt({ options }: EngineAddress, signal: AbortSignal): Promise<DockerVersion> {
  const isSecure = options.protocol === 'https';
  const { request } = process.getBuiltinModule(isSecure ? 'node:https' : 'node:http');
  const { socketPath, port, ca, cert, key } = options;
  // In an address IPv6 stands in brackets, and names stand there without.
  const host = options.host?.replace(/^\[(.*)\]$/, '$1');
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const call = request({ socketPath, host, port, ca, cert, key, path: '/version', signal }, resolve);
    call.once('error', reject);
    call.end();
  });
  const said = await text(response);
  if (response.statusCode !== 200) {
    throw new Error(`it answers with ${response.statusCode}: ${said.trim().split('\n')[0]}`);
  }
  const version: unknown = JSON.parse(said);
  if (typeof version === 'object' && version !== null && 'ApiVersion' in version) {
    return version as DockerVersion;
  }
  throw new Error('what answers there is no Docker engine');
}

function judge(answer: DockerVersion): Probe {
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
