import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { goNetwork, goVariables, netrcPath } from '../adapters/go/go-variables.js';
import type { RunCommand } from '../engine/commands.js';

// What is about reaching mirrors; paths and hooks of the machine mean nothing inside a build.
const aboutTheNetwork =
  /^Acquire::(?:https?::(?!CaInfo|CaPath|SslCert|SslKey)\S+|Retries|Check-Date|Check-Valid-Until|ForceIPv[46])\s/;

/** The file of this machine's certificate authorities, private ones included; `undefined` where it keeps them otherwise. */
export function certificateBundle(env: NodeJS.ProcessEnv): string | undefined {
  return [env.SSL_CERT_FILE, env.NODE_EXTRA_CA_CERTS, '/etc/ssl/certs/ca-certificates.crt'].find(
    (path) => path !== undefined && existsSync(path),
  );
}

/**
 * What lets a build reach the package mirrors the way this machine does: its certificate authorities, its APT proxy settings
 * and mirror credentials, its settings of Go's module proxy. Builds get them as secrets, so that no layer holds any of it.
 */
export async function hostSettings(
  folder: string,
  env: NodeJS.ProcessEnv,
  run: RunCommand,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const authorities = certificateBundle(env);
  const keep = async (name: string, text: string): Promise<readonly [string, string][]> => {
    if (text.trim() === '') return [];
    const path = join(folder, name);
    await writeFile(path, text, { mode: 0o600 });
    return [[name, path]];
  };
  const dump = await run(['apt-config', 'dump'], { signal, env: { LC_ALL: 'C' } });
  const settings = dump.stdout
    .split('\n')
    .filter((line) => aboutTheNetwork.test(line) && !/ "";$/.test(line));
  return Object.fromEntries([
    ...(authorities === undefined ? [] : [['ca', authorities] as const]),
    ...(await keep('apt-conf', settings.join('\n'))),
    ...(await keep('apt-auth', await credentials())),
    ...(await keep('go-env', await goSettings(env))),
    ...(await keep('netrc', await readFile(netrcPath(env), 'utf8').catch(() => ''))),
  ]);
}

/** In the form of Go's own file of settings. */
async function goSettings(env: NodeJS.ProcessEnv): Promise<string> {
  const variables = Object.entries(await goVariables(env));
  return variables
    .flatMap(([name, value]) => (goNetwork.includes(name) ? `${name}=${value}` : []))
    .join('\n');
}

async function credentials(): Promise<string> {
  const folder = '/etc/apt/auth.conf.d';
  const parts = (await readdir(folder).catch(() => [])).map((file) => join(folder, file));
  const texts = await Promise.all(
    ['/etc/apt/auth.conf', ...parts].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  return texts.join('\n');
}
