import { posix } from 'node:path';
import type { Scope } from './dockerfile-words.js';
import { type ShellWord, shellCommands } from './shell-commands.js';

/** A `go build` or `go install` of a Dockerfile. */
export interface GoBuildCommand {
  /** Its flags but `-o` and `-C`, in their order; a flag without a value has the word `true`. */
  readonly flags: readonly { readonly name: string; readonly value: ShellWord }[];
  /** Variables that steer Go (`CGO_ENABLED`, `GOFLAGS`, `GOEXPERIMENT`), as the command sees them. */
  readonly environment: Readonly<Record<string, ShellWord>>;
  /** Absolute paths that its binaries may have, as far as they can be told. */
  readonly outputs: readonly string[];
  /** The line of its RUN, from 1. */
  readonly line: number;
}

/** Flags that take no value of their own. */
const switches = /^(a|n|v|x|race|msan|asan|cover|work|trimpath|linkshared|modcacherw|json|i|buildvcs)$/;
/** Programs that run the rest of their words. */
const wrappers = /^(?:env|time|nice|exec|command)$/;
const assignment = /^[A-Za-z_]\w*=/;

/** The Go builds of one RUN; `directory` is the WORKDIR in which it runs, `scope` what it sees, `unset` what it is not given. */
export function goBuilds(
  script: string,
  line: number,
  {
    scope,
    directory,
    unset = [],
  }: { readonly scope: Scope; readonly directory: string; readonly unset?: readonly string[] },
): readonly GoBuildCommand[] {
  const found: GoBuildCommand[] = [];
  let folder = directory;
  const set: Record<string, ShellWord> = Object.fromEntries(
    Object.entries(scope).flatMap(([name, text]) => (steersGo(name) ? [[name, { text, known: true }]] : [])),
  );
  for (const words of shellCommands(script, scope, unset).commands) {
    const own: Record<string, ShellWord> = {};
    let at = 0;
    for (; at < words.length; at += 1) {
      const { text = '', known = true } = words[at] ?? {};
      if (assignment.test(text)) {
        const equals = text.indexOf('=');
        own[text.slice(0, equals)] = { text: text.slice(equals + 1), known };
      } else if (!wrappers.test(text) && text !== 'export') break;
    }
    const [command, ...rest] = words.slice(at);
    // `export NAME=value`, or a line of assignments alone: they hold from here on.
    if (command === undefined) Object.assign(set, onlyGo(own));
    else if (command.text === 'cd') folder = posix.resolve(folder, rest[0]?.text ?? folder);
    else if (posix.basename(command.text) === 'go' && /^(?:build|install)$/.test(rest[0]?.text ?? '')) {
      found.push(read(rest, { line, folder, environment: { ...set, ...onlyGo(own) }, scope }));
    }
  }
  return found;
}

function read(
  [verb, ...words]: readonly ShellWord[],
  {
    line,
    folder,
    environment,
    scope,
  }: {
    readonly line: number;
    readonly folder: string;
    readonly environment: Readonly<Record<string, ShellWord>>;
    readonly scope: Scope;
  },
): GoBuildCommand {
  const flags: { name: string; value: ShellWord }[] = [];
  let at = 0;
  for (; at < words.length; at += 1) {
    const { text, known } = words[at] ?? { text: '', known: true };
    const [, name = '', equals, value = ''] = /^--?([\w-]+)(=)?([\s\S]*)$/.exec(text) ?? [];
    if (name === '') break;
    if (equals !== undefined) flags.push({ name, value: { text: value, known } });
    else if (switches.test(name)) flags.push({ name, value: { text: 'true', known } });
    else {
      at += 1;
      flags.push({ name, value: words[at] ?? { text: '', known: false } });
    }
  }
  const where = posix.resolve(folder, textOf(flags, 'C') ?? '.');
  const names = words.slice(at).flatMap(({ text, known }) => (known ? nameOf(text) : []));
  const output = flags.findLast(({ name }) => name === 'o')?.value;
  return {
    flags: flags.filter(({ name }) => name !== 'o' && name !== 'C'),
    environment,
    outputs:
      verb?.text === 'install'
        ? names.map((name) => posix.join(scope.GOBIN || posix.join(scope.GOPATH || '/go', 'bin'), name))
        : outputsOf(output, where, names),
    line,
  };
}

/** `-o` names a file, or a folder that is there already: of one package both are told. */
function outputsOf(
  output: ShellWord | undefined,
  where: string,
  names: readonly string[],
): readonly string[] {
  if (output?.known === false) return [];
  const path = posix.resolve(where, output?.text ?? '.');
  const inside = names.map((name) => posix.join(path, name));
  const isFolder = output === undefined || output.text.endsWith('/') || names.length > 1;
  return isFolder ? inside : [path, ...inside];
}

/** The name that Go gives a binary: the last part of the package's path. */
function nameOf(pattern: string): readonly string[] {
  const path = pattern.replace(/@.*$/, '').replace(/\.go$/, '');
  const last = posix.basename(/\/v\d+$/.test(path) ? posix.dirname(path) : path);
  return last === '.' || last === '..' || last === '...' || last === '' ? [] : [last];
}

function textOf(flags: readonly { name: string; value: ShellWord }[], name: string): string | undefined {
  return flags.findLast((flag) => flag.name === name)?.value.text;
}

function steersGo(name: string): boolean {
  return /^(?:GO[A-Z0-9]*|CGO_[A-Z_]+|CC|CXX)$/.test(name);
}

function onlyGo(words: Readonly<Record<string, ShellWord>>): Readonly<Record<string, ShellWord>> {
  return Object.fromEntries(Object.entries(words).filter(([name]) => steersGo(name)));
}
