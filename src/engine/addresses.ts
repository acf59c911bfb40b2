import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DockerOptions } from 'dockerode';
import { SimError } from '../errors.js';
import { selectedContext } from './contexts.js';
import type { EngineAddress } from './engine.js';

/** The socket where dockerd listens unless told otherwise, and where an engine of ours listens. */
export const defaultSocket = '/var/run/docker.sock';

/** Whether an engine that is started here as usual would answer at this address. */
export function isUsualPlace({ options }: Pick<EngineAddress, 'options'>): boolean {
  return options.socketPath === defaultSocket || options.socketPath === '/run/docker.sock';
}

/**
 * Where to look for an engine, in order. What the user chose by `DOCKER_HOST` or a context is the only candidate then:
 * containers must not turn up on another engine than the one that the user's own `docker` talks to.
 */
export function engineAddresses(env: NodeJS.ProcessEnv): readonly EngineAddress[] {
  const host = env.DOCKER_HOST;
  if (host) {
    const address = addressOf(host, 'DOCKER_HOST', tlsFromEnvironment(env));
    return [{ ...address, chosen: true, undo: 'unset DOCKER_HOST' }];
  }
  const context = selectedContext(env);
  if (context !== undefined) {
    const { name, selection, tlsFolder } = context;
    const origin = `the Docker context '${name}' (chosen by ${selection.by})`;
    return [{ ...addressOf(context.host, origin, tlsFolder), chosen: true, undo: selection.undo }];
  }
  return defaultSockets(env).map(([path, origin]) => ({
    ...addressOf(`unix://${path}`, origin, undefined),
    chosen: false,
  }));
}

/** What Docker's own programs need in their environment to reach the engine at this address. */
export function variablesFor({ chosen, host }: EngineAddress): Readonly<Record<string, string>> {
  return chosen ? {} : { DOCKER_HOST: host };
}

function defaultSockets(env: NodeJS.ProcessEnv): readonly (readonly [path: string, origin: string])[] {
  const home = env.HOME;
  const runtime = env.XDG_RUNTIME_DIR;
  return [
    [defaultSocket, 'the default socket'],
    ...(runtime ? [[join(runtime, 'docker.sock'), 'rootless Docker'] as const] : []),
    ...(home
      ? ([
          [join(home, '.docker/run/docker.sock'), 'Docker Desktop'],
          [join(home, '.docker/desktop/docker.sock'), 'Docker Desktop'],
          [join(home, '.colima/default/docker.sock'), 'Colima'],
          [join(home, '.orbstack/run/docker.sock'), 'OrbStack'],
          [join(home, '.rd/docker.sock'), 'Rancher Desktop'],
        ] as const)
      : []),
  ];
}

function tlsFromEnvironment(env: NodeJS.ProcessEnv): string | undefined {
  if (!env.DOCKER_TLS_VERIFY) return undefined;
  return env.DOCKER_CERT_PATH ?? (env.HOME ? join(env.HOME, '.docker') : undefined);
}

function addressOf(
  host: string,
  origin: string,
  tlsFolder: string | undefined,
): Omit<EngineAddress, 'chosen'> {
  if (host.startsWith('unix://')) {
    return { host, origin, options: { socketPath: host.slice('unix://'.length) || defaultSocket } };
  }
  const url = URL.parse(host.includes('://') ? host : `tcp://${host}`);
  if (url === null || !['tcp:', 'http:', 'https:', 'ssh:'].includes(url.protocol)) {
    throw new SimError('no-engine', `${origin} names an engine at '${host}', which is no address.`, {
      hint: 'Use an address like unix:///var/run/docker.sock.',
    });
  }
  // The engine's ports are published on its own machine's loopback, so it has to be this machine.
  if (url.protocol === 'ssh:' || !isLoopback(url.hostname)) {
    throw new SimError('no-engine', `${origin} names an engine on another machine (${host}).`, {
      hint: 'Unset it, or choose an engine on this machine: published ports and mounted files live where the engine runs.',
    });
  }
  const options: DockerOptions = {
    host: url.hostname,
    port: url.port || '2375',
    protocol: tlsFolder === undefined ? 'http' : 'https',
    ...(tlsFolder === undefined ? {} : certificates(tlsFolder)),
  };
  return { host: `tcp://${url.host}`, origin, options };
}

function certificates(folder: string): Pick<DockerOptions, 'ca' | 'cert' | 'key'> {
  const read = (file: string) => {
    const path = join(folder, file);
    return existsSync(path) ? readFileSync(path) : undefined;
  };
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
}
