import { join } from 'node:path';
import type { Opening } from './steps.ts';

/** Go's word for this machine's architecture. */
export const architecture = process.arch === 'x64' ? 'amd64' : process.arch;

/**
 * The variables that Sim and Go by itself are both given: those of this process without what people have set for Go, no network, a
 * file of `go env -w` in the tree, and the opening's own.
 */
export function goEnvironment(root: string, { env }: Opening): Readonly<Record<string, string>> {
  const about = ['PATH', 'HOME', 'USER', 'TMPDIR', 'GOCACHE', 'XDG_CACHE_HOME', 'GOROOT', 'GOPATH', 'LANG'];
  const kept = about.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const own = Object.entries(env).map(([name, value]) => [name, value.replaceAll('@ROOT@', root)] as const);
  return {
    ...Object.fromEntries(kept),
    GOENV: join(root, 'settings/goenv'),
    GOPROXY: 'off',
    GOTOOLCHAIN: 'local',
    CGO_ENABLED: '0',
    ...Object.fromEntries(own),
  };
}
