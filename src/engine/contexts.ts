import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SimError } from '../errors.js';

/** A Docker context as its metadata on disk describes it. */
export interface DockerContext {
  readonly name: string;
  readonly host: string;
  /** What selected it and how that is taken back. */
  readonly selection: ContextSelection;
  /** Folder with `ca.pem`, `cert.pem` and `key.pem`; `undefined` without TLS. */
  readonly tlsFolder: string | undefined;
}

interface ContextSelection {
  readonly by: string;
  /** A command to type. */
  readonly undo: string;
}

const byVariable: ContextSelection = { by: 'DOCKER_CONTEXT', undo: 'unset DOCKER_CONTEXT' };
const bySettings: ContextSelection = { by: 'docker context use', undo: 'docker context use default' };

/** The folder of Docker's own settings; `undefined` where there is no home. */
export function dockerConfigFolder(env: NodeJS.ProcessEnv): string | undefined {
  return env.DOCKER_CONFIG ?? (env.HOME ? join(env.HOME, '.docker') : undefined);
}

/**
 * The context that the user selected by `DOCKER_CONTEXT` or `docker context use`; `undefined` for `default`. Throws SimError
 * `no-engine` where there is none of that name: Docker's own programs refuse that as well.
 */
export function selectedContext(env: NodeJS.ProcessEnv): DockerContext | undefined {
  const folder = dockerConfigFolder(env);
  if (folder === undefined) return undefined;
  const name = env.DOCKER_CONTEXT || at(readJson(join(folder, 'config.json')), 'currentContext');
  if (typeof name !== 'string' || name === '' || name === 'default') return undefined;
  return readContext(folder, name, env.DOCKER_CONTEXT ? byVariable : bySettings);
}

function readContext(folder: string, name: string, selection: ContextSelection): DockerContext {
  // Docker names the folder of a context by the hash of its name.
  const id = createHash('sha256').update(name).digest('hex');
  const metadata = readJson(join(folder, 'contexts', 'meta', id, 'meta.json'));
  const host = at(at(at(metadata, 'Endpoints'), 'docker'), 'Host');
  if (typeof host !== 'string') {
    throw new SimError(
      'no-engine',
      `${selection.by} names the Docker context '${name}', which is not there or can't be read.`,
      {
        hint: `'docker context ls' shows those that are; '${selection.undo}' lets Sim look in the usual places.`,
      },
    );
  }
  const tls = join(folder, 'contexts', 'tls', id, 'docker');
  return { name, host, selection, tlsFolder: existsSync(tls) ? tls : undefined };
}

// Settings that can't be read are settings that aren't there: the engine's own answer decides.
function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A field of what may be anything. */
function at(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[field]
    : undefined;
}
