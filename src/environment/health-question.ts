import type { Scope } from './dockerfile-words.js';
import { shellCommands } from './shell-commands.js';

/** What a health check comes down to, as far as hot mode can ask it. */
export type HealthQuestion =
  | { readonly kind: 'http'; readonly path: string }
  /** The runner asks gRPC's own health by itself. */
  | { readonly kind: 'grpc' }
  /** The service's own binary with other arguments. */
  | { readonly kind: 'binary'; readonly args: readonly string[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'other' };

/** Reads a check's `test`; `port` is the one that the service is known by. */
export function healthQuestion(
  test: readonly string[],
  {
    environment,
    port,
    binary,
  }: {
    readonly environment: Scope;
    readonly port: number | undefined;
    readonly binary: string | undefined;
  },
): HealthQuestion {
  const [kind = 'NONE', ...rest] = test;
  if (kind === 'NONE') return { kind: 'none' };
  const commands =
    kind === 'CMD-SHELL'
      ? shellCommands(rest[0] ?? '', environment, 'empty').commands.map((words) =>
          words.map(({ text }) => text),
        )
      : [rest];
  // What may follow only turns a failure into exit code 1: `|| exit 1`.
  const [words = [], ...others] = commands;
  if (others.some(([name]) => name !== 'exit')) return { kind: 'other' };
  const [command = ''] = words;
  if (command === binary) return { kind: 'binary', args: words.slice(1) };
  if (/(?:^|\/)grpc[_-]health[_-]probe$/.test(command)) return { kind: 'grpc' };
  if (!/^(?:.*\/)?(?:curl|wget)$/.test(command)) return { kind: 'other' };
  const path = pathOf(words.slice(1), port);
  return path === undefined ? { kind: 'other' } : { kind: 'http', path };
}

/** The path that is asked of the service itself by a plain GET or HEAD. */
function pathOf(words: readonly string[], port: number | undefined): string | undefined {
  const asksOtherwise = words.some((word) =>
    /^(?:-X|-d|-H|-u|--request|--data|--header|--post|--user)/.test(word),
  );
  const address = words.find((word) =>
    /^(?:http:\/\/)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?:[:/]|$)/.test(word),
  );
  if (asksOtherwise || address === undefined) return undefined;
  try {
    const url = new URL(address.startsWith('http://') ? address : `http://${address}`);
    const asked = url.port === '' ? 80 : Number(url.port);
    return asked === port ? `${url.pathname}${url.search}` : undefined;
  } catch {
    return undefined;
  }
}
