import { posix } from 'node:path';
import { baseDeclaration, defaultPath } from './base-declaration.js';
import { type Instruction, instructions } from './dockerfile-instructions.js';
import { commonUsers, type Users, withUsersOf } from './dockerfile-users.js';
import { expand, jsonWords, pairs, type Scope, splitWords, withoutOptions } from './dockerfile-words.js';
import { type GoBuildCommand, goBuilds } from './go-build-command.js';
import { shellCommands } from './shell-commands.js';

/** The words of a command, and where they stand. */
export interface DeclaredCommand {
  /** As the image has them: the shell form is `['/bin/sh', '-c', line]`. */
  readonly words: readonly string[];
  readonly line: number;
}

/** A health check as an image has it; durations as they are written. */
export interface DeclaredHealthCheck {
  /** `['NONE']`, `['CMD', …]` or `['CMD-SHELL', line]`. */
  readonly test: readonly string[];
  readonly interval: string | undefined;
  readonly timeout: string | undefined;
  readonly retries: number | undefined;
  readonly line: number;
}

/** A COPY or ADD into the image. */
export interface CopiedFiles {
  readonly sources: readonly string[];
  /** The stage or image that they come from; `undefined`: the build context. */
  readonly from: string | undefined;
  /** Absolute; a folder where `targets` lie in it. */
  readonly destination: string;
  /** The paths of the sources in the image, were each of them a file: of a folder its content lies in `destination`. */
  readonly targets: readonly string[];
  readonly line: number;
}

/** A RUN in the image. */
export interface RunCommand {
  readonly script: string;
  readonly line: number;
}

/** What an image declares by its Dockerfile, and what that puts into it. */
export interface ImageDeclaration {
  readonly user: { readonly name: string; readonly line: number | undefined } | undefined;
  readonly users: Users;
  /** Absolute. */
  readonly workingDir: string;
  readonly environment: Scope;
  readonly entrypoint: DeclaredCommand | undefined;
  readonly command: DeclaredCommand | undefined;
  readonly stopSignal: string | undefined;
  readonly healthCheck: DeclaredHealthCheck | undefined;
  readonly volumes: readonly string[];
  /** In the order of the file, also of the stages of this file that the last one begins from. */
  readonly copies: readonly CopiedFiles[];
  readonly runs: readonly RunCommand[];
  /** The Go builds of all stages. */
  readonly builds: readonly GoBuildCommand[];
  /** What RUN calls in any stage that may build by itself: `make build`. */
  readonly buildTools: readonly RunCommand[];
  /** Absolute paths that binaries of Go have in the image, as far as they can be told. */
  readonly binaries: readonly string[];
}

interface Stage extends Omit<ImageDeclaration, 'users' | 'builds' | 'buildTools' | 'binaries'> {
  readonly name: string | undefined;
  /** Variables and arguments: what instructions see. */
  readonly scope: Scope;
  /** Arguments that nobody gives a value. */
  readonly unset: readonly string[];
  readonly shell: readonly string[];
  readonly outputs: readonly string[];
  /** What builds in it does so by a file or script of its own, and may make any file. */
  readonly hasBuildTools: boolean;
  /** Its own CMD, not that of the image it begins from, which an ENTRYPOINT takes away. */
  readonly hasOwnCommand: boolean;
}

/** What a build is told besides the Dockerfile's text. */
export interface BuildInput {
  readonly args: Readonly<Record<string, string | null | undefined>>;
  /** The stage to build; empty: the last one. */
  readonly target?: string | null | undefined;
  /** In Docker's words: `amd64`. */
  readonly architecture?: string | undefined;
  /** Names that the binary may have where nothing tells how it is built: that of its package's folder, that of its service. */
  readonly names?: readonly string[];
}

/** Reads what the image of a Dockerfile would declare, as BuildKit makes it; `undefined` where it has no such stage. */
export function imageDeclaration(
  text: string,
  { args, target, architecture, names = [] }: BuildInput,
): ImageDeclaration | undefined {
  const stages: Stage[] = [];
  const global: Record<string, string> = platformArgs(architecture);
  const builds: GoBuildCommand[] = [];
  const buildTools: RunCommand[] = [];
  let users = commonUsers;
  for (const instruction of instructions(text)) {
    const stage = stages.at(-1);
    if (instruction.word === 'FROM') stages.push(beginStage(instruction, stages, global));
    else if (stage === undefined) {
      if (instruction.word === 'ARG') Object.assign(global, declaredArgs(instruction.rest, args, global, {}));
    } else {
      const script = scriptOf(instruction);
      const made = instruction.word === 'RUN' ? goBuildsOf(stage, script, instruction.line) : [];
      const tools = instruction.word === 'RUN' ? toolsOf(script, instruction.line) : [];
      if (instruction.word === 'RUN') users = withUsersOf(script, users);
      buildTools.push(...tools);
      builds.push(...made);
      stages[stages.length - 1] = apply(
        {
          ...stage,
          outputs: [...stage.outputs, ...made.flatMap(({ outputs }) => outputs)],
          hasBuildTools: stage.hasBuildTools || tools.length > 0,
        },
        instruction,
        { args, global },
      );
    }
  }
  const wanted = target ? stages.find(({ name }) => name === target.toLowerCase()) : stages.at(-1);
  if (wanted === undefined) return undefined;
  return { ...wanted, users, builds, buildTools, binaries: files(binariesIn(wanted, stages, names)) };
}

/** Arguments that are there without being declared before the first FROM. */
function platformArgs(architecture: string | undefined): Record<string, string> {
  if (architecture === undefined) return {};
  const each = ['BUILD', 'TARGET'].flatMap((prefix) => [
    [`${prefix}PLATFORM`, `linux/${architecture}`],
    [`${prefix}OS`, 'linux'],
    [`${prefix}ARCH`, architecture],
  ]);
  return Object.fromEntries(each);
}

function beginStage({ rest }: Instruction, stages: readonly Stage[], global: Scope): Stage {
  const [written = '', , name] = withoutOptions(rest).words.split(/\s+/);
  const reference = expand(written, global);
  const parent = stages.findLast((stage) => stage.name === reference.toLowerCase());
  if (parent !== undefined) {
    // Arguments are inherited as well, and give way to the variables of the image.
    const scope = { ...parent.scope, ...parent.environment };
    return { ...parent, scope, name: name?.toLowerCase(), hasOwnCommand: false };
  }
  const { user, workingDir, environment } = baseDeclaration(reference);
  return {
    name: name?.toLowerCase(),
    user: user === undefined ? undefined : { name: user, line: undefined },
    ...{ workingDir, environment, scope: environment },
    ...{ unset: [], shell: ['/bin/sh', '-c'] },
    ...{ entrypoint: undefined, command: undefined, stopSignal: undefined, healthCheck: undefined },
    ...{ volumes: [], copies: [], runs: [], outputs: [], hasBuildTools: false, hasOwnCommand: false },
  };
}

interface Arguments {
  readonly args: BuildInput['args'];
  readonly global: Scope;
}

/** The stage after one more instruction. */
function apply(stage: Stage, instruction: Instruction, { args, global }: Arguments): Stage {
  const { word, rest, line } = instruction;
  const { scope } = stage;
  const command = () => ({ words: jsonWords(rest) ?? [...stage.shell, rest], line });
  switch (word) {
    case 'ARG': {
      const seen = { ...scope, ...declaredArgs(rest, args, scope, global) };
      const names = pairs(rest).map(([name]) => name);
      return {
        ...stage,
        scope: seen,
        unset: [...stage.unset, ...names.filter((name) => seen[name] === undefined)],
      };
    }
    case 'ENV': {
      const set = environmentOf(rest, scope);
      return { ...stage, scope: { ...scope, ...set }, environment: { ...stage.environment, ...set } };
    }
    case 'USER':
      return { ...stage, user: { name: expand(rest, scope), line } };
    case 'WORKDIR':
      return { ...stage, workingDir: posix.resolve(stage.workingDir, expand(rest, scope)) };
    case 'SHELL':
      return { ...stage, shell: jsonWords(rest) ?? stage.shell };
    case 'STOPSIGNAL':
      return { ...stage, stopSignal: expand(rest, scope) };
    case 'CMD':
      return { ...stage, command: command(), hasOwnCommand: true };
    case 'ENTRYPOINT':
      return {
        ...stage,
        entrypoint: command(),
        command: stage.hasOwnCommand ? stage.command : undefined,
      };
    case 'HEALTHCHECK':
      return { ...stage, healthCheck: healthCheckOf(instruction) };
    case 'VOLUME': {
      const paths = (jsonWords(rest) ?? splitWords(rest)).map((path) => expand(path, scope));
      return { ...stage, volumes: [...stage.volumes, ...paths] };
    }
    case 'COPY':
    case 'ADD':
      return { ...stage, copies: [...stage.copies, copiedBy(stage, instruction)] };
    case 'RUN':
      return { ...stage, runs: [...stage.runs, { script: scriptOf(instruction), line }] };
    default:
      return stage;
  }
}

/** The arguments that an ARG declares: the build's own value, else the default, else what was declared before the first FROM. */
function declaredArgs(
  rest: string,
  args: BuildInput['args'],
  scope: Scope,
  global: Scope,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs(rest).flatMap(([name, written]) => {
      const value = args[name] ?? (written === undefined ? global[name] : expand(written, scope));
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function environmentOf(rest: string, scope: Scope): Readonly<Record<string, string>> {
  const old = /^([^\s=]+)\s+(.*)$/s.exec(rest);
  if (old !== null) return { [old[1] ?? '']: expand(old[2] ?? '', scope) };
  return Object.fromEntries(
    pairs(rest).map(([name, value]) => [expand(name, scope), expand(value ?? '', scope)]),
  );
}

function healthCheckOf({ rest, line }: Instruction): DeclaredHealthCheck {
  const { options, words } = withoutOptions(rest);
  const [, kind = '', test = ''] = /^(\S+)\s*(.*)$/s.exec(words) ?? [];
  const json = jsonWords(test);
  const retries = Number.parseInt(options.retries ?? '', 10);
  return {
    test:
      kind.toUpperCase() === 'NONE' ? ['NONE'] : json === undefined ? ['CMD-SHELL', test] : ['CMD', ...json],
    interval: options.interval,
    timeout: options.timeout,
    retries: Number.isNaN(retries) ? undefined : retries,
    line,
  };
}

/** Folders of programs that each base has. */
const programFolder = /^\/(?:usr\/(?:local\/)?)?s?bin$/;

function copiedBy(stage: Stage, { rest, body, line }: Instruction): CopiedFiles {
  const { options, words } = withoutOptions(rest);
  const all = (jsonWords(words) ?? splitWords(words)).map((word) => expand(word, stage.scope));
  const written = all.at(-1) ?? '';
  const sources = all.slice(0, -1);
  const target = posix.resolve(stage.workingDir, written);
  const isFolder =
    /(?:^|\/)\.?$/.test(written) ||
    sources.length > 1 ||
    programFolder.test(target) ||
    (target === stage.workingDir && target !== '/');
  return {
    sources,
    from: options.from === undefined ? undefined : expand(options.from, stage.scope),
    destination: target,
    targets:
      isFolder && body === ''
        ? sources.map((source) => posix.join(target, posix.basename(source)))
        : [target],
    line,
  };
}

/** A RUN's line without its options, or the lines of its here-document. */
function scriptOf({ rest, body }: Instruction): string {
  const { words } = withoutOptions(rest);
  const json = jsonWords(words);
  const script = json === undefined ? words : json.map((word) => JSON.stringify(word)).join(' ');
  return body === '' ? script : `${script.replace(/<<-?["']?\w+["']?/g, '')}\n${body}`;
}

/** Programs that build by a file of their own, and scripts, by their names or as a path in the source. */
const tools = /^(?:(?:\S*\/)?(?:make|task|just|mage|bazel|ninja|goreleaser|ko|gox|[^/]*\.sh)|[^/\s]+\/\S+)$/;

function toolsOf(script: string, line: number): readonly RunCommand[] {
  return shellCommands(script, {}, 'unknown').commands.flatMap((words) => {
    const texts = words.map(({ text }) => text);
    // `VERSION=1 ./build`, `sh build.sh`.
    const own = texts.slice(texts.findIndex((text) => !/^(?:\w+=.*|env|sh|bash)$/s.test(text)));
    return tools.test(own[0] ?? '') ? [{ script: own.join(' '), line }] : [];
  });
}

function goBuildsOf(stage: Stage, script: string, line: number): readonly GoBuildCommand[] {
  return goBuilds(script, line, { scope: stage.scope, directory: stage.workingDir, unset: stage.unset });
}

/** Where the binaries of Go are: those that are built in the stage itself, and those that it copies from `others` before it. */
function binariesIn(stage: Stage, others: readonly Stage[], names: readonly string[]): readonly string[] {
  const earlier = others.slice(0, others.indexOf(stage));
  const copied = stage.copies.flatMap(({ from, sources, destination, targets }) => {
    const place =
      from !== undefined && /^\d+$/.test(from)
        ? Number(from)
        : earlier.findLastIndex(({ name }) => name !== undefined && name === from?.toLowerCase());
    const other = earlier[place];
    if (other === undefined) return [];
    const binaries = binariesIn(other, earlier, names);
    return sources.flatMap((source, index) => {
      const path = posix.resolve('/', source);
      if (binaries.length === 0 && other.hasBuildTools && names.includes(posix.basename(path))) {
        return [targets[index] ?? destination];
      }
      if (!source.endsWith('/') && binaries.includes(path)) return [targets[index] ?? destination];
      return binaries.flatMap((binary) => {
        const inside = posix.relative(path, binary);
        return inside === '' || inside.startsWith('..') ? [] : [posix.join(destination, inside)];
      });
    });
  });
  return [...new Set([...stage.outputs, ...copied])];
}

/** Without those that would lie in another one: whether `-o` names a file or a folder is not told. */
function files(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => !paths.includes(posix.dirname(path)));
}

/** The folders of a PATH. */
export function searchPath(environment: Scope): readonly string[] {
  return (environment.PATH ?? defaultPath).split(':').filter((folder) => folder !== '');
}
