import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { RunCommand } from '../engine/commands.js';

/** What the engine passes on to a registry. */
export type Credentials =
  | { readonly username: string; readonly password: string; readonly serveraddress: string }
  | { readonly identitytoken: string; readonly serveraddress: string };

/** The schema is made when it is needed, because few starts ask a registry. */
const configSchema = () =>
  z.looseObject({
    auths: z
      .record(
        z.string(),
        z.looseObject({
          auth: z.string().optional(),
          username: z.string().optional(),
          password: z.string().optional(),
          identitytoken: z.string().optional(),
        }),
      )
      .default({}),
    credsStore: z.string().optional(),
    credHelpers: z.record(z.string(), z.string()).default({}),
  });

const helperAnswerSchema = () => z.looseObject({ Username: z.string(), Secret: z.string() });

/** Docker Hub goes by this name wherever credentials are kept. */
const hub = 'https://index.docker.io/v1/';

/** Whether a registry is Docker Hub. */
export function isHub(registry: string): boolean {
  return registry === hub;
}

/** The registry of a reference as Docker names it: the part before the first slash, if it can be a host. */
export function registryOf(reference: string): string {
  const first = reference.split('/')[0] ?? '';
  const isHost = reference.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  return isHost && !/^(index\.)?docker\.io$/.test(first) ? first : hub;
}

/**
 * The user's own credentials for the registry of `reference`, as `docker login` left them: in Docker's configuration or with a
 * credential helper. `undefined` where there are none, or they can't be read: the registry then says whether it needs any.
 */
export async function registryCredentials(
  reference: string,
  {
    env,
    run,
    signal,
  }: { readonly env: NodeJS.ProcessEnv; readonly run: RunCommand; readonly signal: AbortSignal },
): Promise<Credentials | undefined> {
  const folder = env.DOCKER_CONFIG || join(env.HOME ?? '/nonexistent', '.docker');
  const text = await readFile(join(folder, 'config.json'), 'utf8').catch(() => '{}');
  const { success, data } = configSchema().safeParse(parsed(text));
  if (!success) return undefined;
  const serveraddress = registryOf(reference);
  const helper =
    data.credHelpers[serveraddress] ?? data.credHelpers[hostOf(serveraddress)] ?? data.credsStore;
  if (helper !== undefined && /^[\w.-]+$/.test(helper)) {
    const { exitCode, stdout } = await run([`docker-credential-${helper}`, 'get'], {
      input: serveraddress,
      env,
      signal,
    });
    const answer = helperAnswerSchema().safeParse(exitCode === 0 ? parsed(stdout) : undefined);
    if (answer.success) return credentials(answer.data.Username, answer.data.Secret, serveraddress);
  }
  const kept = Object.entries(data.auths).find(([name]) => hostOf(name) === hostOf(serveraddress))?.[1];
  if (kept?.identitytoken) return { identitytoken: kept.identitytoken, serveraddress };
  if (kept?.username !== undefined && kept.password !== undefined) {
    return credentials(kept.username, kept.password, serveraddress);
  }
  const pair = Buffer.from(kept?.auth ?? '', 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 1 ? undefined : credentials(pair.slice(0, colon), pair.slice(colon + 1), serveraddress);
}

/** A helper tells a token by the user's name. */
function credentials(username: string, secret: string, serveraddress: string): Credentials {
  return username === '<token>'
    ? { identitytoken: secret, serveraddress }
    : { username, password: secret, serveraddress };
}

/** Older clients kept the whole address. */
function hostOf(address: string): string {
  return address.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
