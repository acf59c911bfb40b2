import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

type Variables = Readonly<Record<string, string | undefined>>;

/** Settings of Go that say where modules come from and whom to trust. */
export const goNetwork: readonly string[] = [
  'GOPROXY',
  'GOPRIVATE',
  'GONOPROXY',
  'GONOSUMDB',
  'GOSUMDB',
  'GOINSECURE',
  'GOVCS',
  'GOAUTH',
];

// Places on this machine, and which of its toolchains to use.
const aboutThisMachine =
  /^(GOROOT|GOPATH|GOBIN|GOCACHE|GOMODCACHE|GOTMPDIR|GOENV|GOTOOLCHAIN|GOTOOLDIR|GOCOVERDIR|GOCACHEPROG)$/;

/** The user's settings of Go that mean the same in any place: those of Go's own file (`go env -w`), and the environment's, which win. */
export async function goVariables(env: Variables): Promise<Readonly<Record<string, string>>> {
  const all = Object.entries(await settingsOf(env));
  return Object.fromEntries(
    all.filter(([name]) => /^GO[A-Z0-9]+$/.test(name) && !aboutThisMachine.test(name)),
  );
}

/** Which toolchains the user lets Go take, as GOTOOLCHAIN; `undefined` where they leave it to each Go's own default. */
export async function chosenToolchain(env: Variables): Promise<string | undefined> {
  return (await settingsOf(env)).GOTOOLCHAIN;
}

async function settingsOf(env: Variables): Promise<Readonly<Record<string, string>>> {
  const folder = env.XDG_CONFIG_HOME || join(env.HOME ?? '/nonexistent', '.config');
  const file = await readFile(env.GOENV || join(folder, 'go/env'), 'utf8').catch(() => '');
  const kept = file.split('\n').flatMap((line): [string, string][] => {
    const at = line.indexOf('=');
    return at > 0 ? [[line.slice(0, at), line.slice(at + 1)]] : [];
  });
  const set = Object.entries(env).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === '' ? [] : [[name, value]],
  );
  return Object.fromEntries([...kept, ...set]);
}

/** The file of passwords that Go and Git use. */
export function netrcPath(env: Variables): string {
  return env.NETRC || join(env.HOME ?? '/nonexistent', '.netrc');
}
