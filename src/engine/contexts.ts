import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A Docker context as its metadata on disk describes it. */
export interface DockerContext {
  readonly name: string;
  readonly host: string;
  /** Folder with `ca.pem`, `cert.pem` and `key.pem`; `undefined` without TLS. */
  readonly tlsFolder: string | undefined;
}

const configSchema = z.object({ currentContext: z.string().optional() });
const metadataSchema = z.object({
  Name: z.string(),
  Endpoints: z.object({ docker: z.object({ Host: z.string() }) }),
});

/** The folder of Docker's own settings; `undefined` where there is no home. */
export function dockerConfigFolder(env: NodeJS.ProcessEnv): string | undefined {
  return env.DOCKER_CONFIG ?? (env.HOME ? join(env.HOME, '.docker') : undefined);
}

/** The context that the user selected by `DOCKER_CONTEXT` or `docker context use`; `undefined` for `default`. */
export function selectedContext(env: NodeJS.ProcessEnv): DockerContext | undefined {
  const folder = dockerConfigFolder(env);
  if (folder === undefined) return undefined;
  const name = env.DOCKER_CONTEXT || readJson(join(folder, 'config.json'), configSchema)?.currentContext;
  if (name === undefined || name === '' || name === 'default') return undefined;
  return readContext(folder, name);
}

function readContext(folder: string, name: string): DockerContext | undefined {
  // Docker names the folder of a context by the hash of its name.
  const id = createHash('sha256').update(name).digest('hex');
  const metadata = readJson(join(folder, 'contexts', 'meta', id, 'meta.json'), metadataSchema);
  if (metadata === undefined) return undefined;
  const tls = join(folder, 'contexts', 'tls', id, 'docker');
  return { name, host: metadata.Endpoints.docker.Host, tlsFolder: existsSync(tls) ? tls : undefined };
}

// Settings that can't be read are settings that aren't there: the engine's own answer decides.
function readJson<T>(path: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
