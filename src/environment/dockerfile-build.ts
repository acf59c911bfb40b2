import { posix } from 'node:path';
import type { GoBuildCommand } from './go-build-command.js';

/** How a Dockerfile builds the binary, as far as hot mode builds it so as well. */
export interface DockerfileBuild {
  /** The text of its `-ldflags`; `undefined`: none that can be read. */
  readonly ldflags: string | undefined;
  readonly tags: readonly string[];
  /** Its CGO_ENABLED; `undefined`: Go's own choice. */
  readonly cgo: '0' | '1' | undefined;
  /** It asks for no version stamps. */
  readonly unstamped: boolean;
  /** Flags that hot mode leaves out, in words. */
  readonly leftOut: readonly string[];
  /** The line of its RUN, from 1. */
  readonly line: number;
}

/** Flags that change where files are, how much is said, or what is named in traces: not what the binary does. */
const withoutEffect = /^(?:trimpath|buildvcs|v|x|a|i|n|p|work|mod|modcacherw|installsuffix|pkgdir|json)$/;

/**
 * The build that makes the binary of that path in the image, as far as names tell; `undefined` where the Dockerfile has none in plain
 * words.
 */
export function dockerfileBuild(
  builds: readonly GoBuildCommand[],
  binary?: string | undefined,
): DockerfileBuild | undefined {
  const name = binary === undefined ? undefined : posix.basename(binary);
  // Without an output it fills the cache: `go build ./...`.
  const making = builds.filter(({ outputs }) => outputs.length > 0);
  const build =
    making.findLast(({ outputs }) => outputs.some((output) => posix.basename(output) === name)) ??
    making.at(-1) ??
    builds.at(-1);
  if (build === undefined) return undefined;
  const { flags, environment, line } = build;
  const last = (name: string) => flags.findLast((flag) => flag.name === name)?.value;
  const [ldflags, tags, cgo] = [last('ldflags'), last('tags'), environment.CGO_ENABLED];
  const unread = [
    ...new Set(
      flags.filter(({ name, value }) => !value.known && !withoutEffect.test(name)).map(({ name }) => name),
    ),
  ];
  const others = flags.flatMap(({ name, value }) =>
    // `-gcflags="${GCFLAGS}"` of an argument that nobody gives.
    (value.known && value.text === '') ||
    name === 'ldflags' ||
    name === 'tags' ||
    unread.includes(name) ||
    withoutEffect.test(name)
      ? []
      : [name],
  );
  return {
    ldflags: ldflags?.known === true ? ldflags.text : undefined,
    tags: tags?.known === true ? tags.text.split(/[\s,]+/).filter((tag) => tag !== '') : [],
    cgo: cgo?.known === true && (cgo.text === '0' || cgo.text === '1') ? cgo.text : undefined,
    unstamped: last('buildvcs')?.text === 'false',
    leftOut: [
      ...unread.map((name) => `-${name} (part of it is known to a running shell alone)`),
      ...[...new Set(others)].map((name) => `-${name}`),
    ],
    line,
  };
}
