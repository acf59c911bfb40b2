import type { DockerfileBuild } from '../../environment/dockerfile-build.js';
import { ownGcflags, ownLdflags } from './build-flags.js';
import { goflag } from './go-flags.js';
import { joinedWords, quotedWords } from './quoted-words.js';

/** A package that is another one with C: it has `import "C"`, or files for builds with or without it. */
export interface NeedsC {
  readonly path: string;
  /** Without C no file of it is left. */
  readonly alone: boolean;
}

/** What decides how a binary is made, besides its source. */
export interface SetupInput {
  /** The flags of GOFLAGS, of the environment or of `go env -w`. */
  readonly goflags: readonly string[];
  /** Whether Go would use C here: it does where there is a compiler for it and nobody forbids it. */
  readonly usesC: boolean;
  /** The C compiler that Go would call. */
  readonly compiler: string;
  /** CGO_ENABLED as the user has typed it; `undefined`: not at all. */
  readonly chosen: string | undefined;
  /** Packages beyond Go's own that are others with C. */
  readonly needC: readonly NeedsC[];
  /** How the service's Dockerfile builds it. */
  readonly dockerfile: DockerfileBuild | undefined;
}

/** How a binary is made. Lists of packages, builds, replays and checks all take it from here. */
export interface BuildSetup {
  /** For everything that loads packages: `go list`, `go build`, `go vet`, `go test`. */
  readonly loadFlags: readonly string[];
  /** Besides, for what compiles: `go build`, `go vet`, `go test`. */
  readonly compileFlags: readonly string[];
  /** Besides, for `go build`. */
  readonly linkFlags: readonly string[];
  readonly environment: { readonly CGO_ENABLED: '0' | '1' };
  /** Why no binary of hot mode can be made so, in plain words; `undefined`: one can. */
  readonly refused: string | undefined;
  /** What is left out, in words, one after the other. */
  readonly notes: readonly string[];
}

const noProgram = /^(?:archive|c-archive|c-shared|shared|plugin)$/;

/** Puts together what Sim, the user and the Dockerfile want. Flags of GOFLAGS stay in it, but for those that are merged here. */
export function buildSetup(input: SetupInput): BuildSetup {
  const { goflags, needC, dockerfile } = input;
  const given = goflags.map(flagOf);
  const merged = (name: string) => given.flatMap((flag) => (flag.name === name ? [flag.value] : []));
  const wish = wishOf(input);
  const withC = wish.flag !== undefined || needC.length > 0 ? mayUseC(input) : false;
  const tags = [
    ...(merged('tags')
      .at(-1)
      ?.split(/[\s,]+/) ?? []),
    ...(dockerfile?.tags ?? []),
    // A static binary can't load the C library's own modules for names and users.
    ...(withC ? ['netgo', 'osusergo'] : []),
  ].filter((tag) => tag !== '');
  const ofDockerfile = quotedWords((dockerfile?.ldflags ?? '').trim().replace(/^[^-=\s][^=\s]*=/, ''));
  const linked = (words: readonly string[]) =>
    linkedStatically(words, { withC, isPie: wish.flag === '-buildmode=pie' });
  return {
    loadFlags: tags.length === 0 ? [] : [`-tags=${[...new Set(tags)].join(',')}`],
    compileFlags: [
      '-buildvcs=false',
      `-gcflags=all=${joinedWords(ownGcflags)}`,
      ...perPackage('gcflags', merged('gcflags'), (words) => [...ownGcflags, ...words]),
    ],
    linkFlags: linkFlags(merged('ldflags'), (words) => linked([...ofDockerfile, ...words])),
    environment: { CGO_ENABLED: withC ? '1' : '0' },
    ...without(input, wish, withC),
  };
}

/** Without a word of the user's, of a Dockerfile or of the source. */
export const plainSetup: BuildSetup = buildSetup({
  ...{ goflags: [], usesC: false, compiler: '', chosen: undefined, needC: [], dockerfile: undefined },
});

/** Whether C may be used: by what the user has typed, else by the Dockerfile, else by Go. */
function mayUseC({ usesC, chosen, dockerfile }: SetupInput): boolean {
  return usesC && chosen !== '0' && (chosen === '1' || dockerfile?.cgo !== '0');
}

interface Wish {
  /** The flag that can't do without C where hot mode runs. */
  readonly flag: string | undefined;
  readonly mode: string;
}

function wishOf({ goflags }: SetupInput): Wish {
  const mode = goflag(goflags, 'buildmode') ?? 'exe';
  const sanitizer = ['race', 'msan', 'asan'].find((name) =>
    goflags.some((flag) => {
      const { name: of, value } = flagOf(flag);
      return of === name && value !== 'false';
    }),
  );
  return {
    mode,
    flag: sanitizer === undefined ? (mode === 'pie' ? '-buildmode=pie' : undefined) : `-${sanitizer}`,
  };
}

/** What can't be had, or is left out, without C. */
function without(
  input: SetupInput,
  { flag, mode }: Wish,
  withC: boolean,
): Pick<BuildSetup, 'refused' | 'notes'> {
  const { usesC, chosen, compiler, needC, dockerfile } = input;
  if (noProgram.test(mode))
    return { refused: `-buildmode=${mode} makes no program that could run`, notes: [] };
  if (withC) return { refused: undefined, notes: [] };
  const why =
    chosen === '0'
      ? 'CGO_ENABLED=0 forbids it'
      : usesC
        ? 'its Dockerfile builds with CGO_ENABLED=0'
        : `Go finds no C compiler here (${compiler})`;
  if (flag !== undefined) {
    const reason = flag === '-buildmode=pie' ? ' to be linked for an image without libraries' : '';
    return { refused: `${flag} needs C${reason}, and ${why}; ${cRemedy}`, notes: [] };
  }
  const alone = needC.find((one) => one.alone);
  if (alone !== undefined) return { refused: `${alone.path} needs C, and ${why}; ${cRemedy}`, notes: [] };
  // Whoever says so, by a variable or in the Dockerfile, knows it.
  const isKnown = chosen === '0' || dockerfile?.cgo === '0' || needC.length === 0;
  const paths = needC.map(({ path }) => path).join(', ');
  return {
    refused: undefined,
    notes: isKnown ? [] : [`built without C, with which ${paths} would be another: ${why}`],
  };
}

const cRemedy = 'install one (gcc with the C library to link statically), or run the image with --no-watch';

/** Where several are given for a package Go takes the last alone: what is Sim's and the Dockerfile's is in each of them. */
function linkFlags(
  values: readonly string[],
  linked: (words: readonly string[]) => readonly string[],
): readonly string[] {
  const whole = (words: readonly string[]) => [
    ...ownLdflags,
    ...linked(words).filter((word) => !ownLdflags.includes(word)),
  ];
  return [`-ldflags=${joinedWords(whole([]))}`, ...perPackage('ldflags', values, whole)];
}

/** A flag for each value, `[pattern=]words`, with its words changed. */
function perPackage(
  name: string,
  values: readonly string[],
  change: (words: readonly string[]) => readonly string[],
): readonly string[] {
  return values.map((value) => {
    const [, pattern = '', text = ''] = /^([^-=][^=]*=)?([\s\S]*)$/.exec(value.trim()) ?? [];
    return `-${name}=${pattern}${joinedWords(change(quotedWords(text)))}`;
  });
}

/** With C the binary brings the C library along, as there is none where it runs; without C nobody needs an outer linker. */
function linkedStatically(
  words: readonly string[],
  { withC, isPie }: { readonly withC: boolean; readonly isPie: boolean },
): readonly string[] {
  const others: string[] = [];
  const outer: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const [, name = '', value] = /^--?(linkmode|extldflags)(?:=([\s\S]*))?$/.exec(words[at] ?? '') ?? [];
    if (name === '') others.push(words[at] ?? '');
    else {
      if (value === undefined) at += 1;
      if (name === 'extldflags') outer.push(...quotedWords(value ?? words[at] ?? ''));
    }
  }
  if (!withC) return others;
  const wanted = isPie ? '-static-pie' : '-static';
  const rest = outer.filter((word) => !/^-static(?:-pie)?$/.test(word));
  return [...others, '-linkmode=external', `-extldflags=${joinedWords([wanted, ...rest])}`];
}

/** A flag of GOFLAGS by its name; a switch without a value is on. */
function flagOf(text: string): { readonly name: string; readonly value: string } {
  const [, name = '', value = 'true'] = /^--?([^=]+)(?:=([\s\S]*))?$/.exec(text) ?? [];
  return { name, value };
}

/** The setup as words. Two setups with the same words give the same binary and the same notes. */
export function setupWords(setup: BuildSetup): readonly string[] {
  const { loadFlags, compileFlags, linkFlags, environment, refused = '', notes } = setup;
  return [...loadFlags, ...compileFlags, ...linkFlags, environment.CGO_ENABLED, refused, ...notes];
}
