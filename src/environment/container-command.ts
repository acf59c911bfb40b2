import { posix } from 'node:path';
import type { ComposeService } from './compose-project.js';
import type { Scope } from './dockerfile-words.js';
import { type ImageDeclaration, searchPath } from './image-declaration.js';
import { shellCommands } from './shell-commands.js';

/** What a container of a service runs, by Compose's keys and its Dockerfile. */
export interface ContainerCommand {
  /** All its words. */
  readonly words: readonly string[];
  /** The binary's absolute path in the image; `undefined` where it can't be told. */
  readonly binary: string | undefined;
  /** The binary's arguments; `undefined` where nothing says which are its. */
  readonly args: readonly string[] | undefined;
  /** What runs before or around the binary, in words: a script, a migration; `undefined`: nothing that matters. */
  readonly around: string | undefined;
  /** The line of the Dockerfile that says so; `undefined`: Compose does. */
  readonly line: number | undefined;
}

type Declared = Pick<ImageDeclaration, 'entrypoint' | 'command' | 'binaries' | 'workingDir' | 'copies'>;

/**
 * Puts together ENTRYPOINT and CMD as the engine does, and finds the binary in them; without a Dockerfile a command is the binary's
 * arguments. `environment` is the container's. `undefined`: neither Compose nor the Dockerfile says what runs.
 */
export function containerCommand(
  service: Pick<ComposeService, 'entrypoint' | 'command'>,
  image: Declared,
  { environment, hasDockerfile }: { readonly environment: Scope; readonly hasDockerfile: boolean },
): ContainerCommand | undefined {
  const given = service.entrypoint ?? undefined;
  const command = service.command?.length ? service.command : undefined;
  // An entry point of Compose's takes the image's CMD away along with its ENTRYPOINT; an empty one takes the ENTRYPOINT alone.
  const entry = given === undefined ? image.entrypoint : undefined;
  const arguments_ = command ?? (given?.length ? [] : image.command?.words);
  const words = [...(given ?? entry?.words ?? []), ...(arguments_ ?? [])];
  if (words.length === 0) return undefined;
  if (!hasDockerfile && !given?.length) {
    return { words, binary: undefined, args: words, around: undefined, line: undefined };
  }
  const line = entry?.line ?? (given?.length || command !== undefined ? undefined : image.command?.line);
  const isShell = /^(?:.*\/)?(?:sh|bash|ash|dash)$/.test(words[0] ?? '') && /^-\w*c$/.test(words[1] ?? '');
  const found = isShell
    ? inShellLine(words[2] ?? '', image, environment)
    : inWords(words, image, environment);
  return { words, line, ...found };
}

type Found = Pick<ContainerCommand, 'binary' | 'args' | 'around'>;

/** A line for a shell: the one command in it, or the one of several that is the binary. */
function inShellLine(text: string, image: Declared, environment: Scope): Found {
  const { commands, simple } = shellCommands(text, environment, 'empty');
  const each = commands.map((command) => ({
    isKnown: command.every(({ known }) => known),
    words: command.map((word) => word.text).filter((word, index) => index > 0 || word !== 'exec'),
  }));
  const own =
    each.length === 1 ? each[0] : each.find(({ words }) => binaryAt(words, image, environment) !== undefined);
  if (own === undefined || !own.isKnown) {
    return { binary: onlyOne(image.binaries), args: undefined, around: text };
  }
  const found = inWords(own.words, image, environment);
  return simple ? found : { ...found, around: text };
}

/** Programs that only pass on signals and reap children, with their options. */
const inits = /^(?:.*\/)?(?:tini|tini-static|dumb-init|catatonit|docker-init)$/;
const scripts =
  /\.(?:sh|bash|py|rb|js)$|(?:^|\/)(?:docker-)?entrypoint$|^(?:.*\/)?(?:sh|bash|ash|dash|python3?|node|su-exec|gosu|supervisord|s6-svscan)$/;

function inWords(words: readonly string[], image: Declared, environment: Scope): Found {
  const own = withoutInit(words);
  const at = binaryAt(own, image, environment);
  if (at !== undefined) {
    const around = own.slice(0, at).join(' ');
    return { ...from(own, at, image, environment), around: around === '' ? undefined : around };
  }
  const [first = ''] = own;
  if (scripts.test(first) || isScriptOf(first, image, environment)) {
    // Most scripts pass on to the binary what they are given.
    return { binary: onlyOne(image.binaries), args: own.slice(1), around: first };
  }
  // What is no path and no binary that the Dockerfile makes is meant for the binary: `command: -fast`.
  const isArgument = first.startsWith('-') || (!first.includes('/') && image.binaries.length > 0);
  if (isArgument) return { binary: onlyOne(image.binaries), args: own, around: undefined };
  return { ...from(own, 0, image, environment), around: undefined };
}

/** A file of the build context that is called where the binary is another one. */
function isScriptOf(word: string, image: Declared, environment: Scope): boolean {
  const path = pathOf(word, image, environment);
  const copied = image.copies.some(({ from, targets }) => from === undefined && targets.includes(path ?? ''));
  return image.binaries.length > 0 && copied;
}

function from(words: readonly string[], at: number, image: Declared, environment: Scope) {
  return { binary: pathOf(words[at] ?? '', image, environment), args: words.slice(at + 1) };
}

function onlyOne(paths: readonly string[]): string | undefined {
  return paths.length === 1 ? paths[0] : undefined;
}

function withoutInit(words: readonly string[]): readonly string[] {
  if (!inits.test(words[0] ?? '')) return words;
  const rest = words.slice(1);
  const start = rest.findIndex((word) => !word.startsWith('-'));
  return start === -1 ? rest : rest.slice(start);
}

/** The first word that is a binary of the Dockerfile's; where it does not tell how that is built, a file that it copies. */
function binaryAt(words: readonly string[], image: Declared, environment: Scope): number | undefined {
  const known = image.binaries.length > 0 ? image.binaries : copiedFiles(image);
  const at = words.findIndex((word) => {
    const path = pathOf(word, image, environment);
    return path !== undefined && known.includes(path) && !scripts.test(word);
  });
  return at === -1 ? undefined : at;
}

/** Where the engine finds a program; `undefined` for one that it looks for in places that nothing is known of. */
function pathOf(word: string, image: Declared, environment: Scope): string | undefined {
  if (word.includes('/')) return posix.resolve(image.workingDir, word);
  const known = [...image.binaries, ...copiedFiles(image)];
  return searchPath(environment)
    .map((folder) => posix.join(folder, word))
    .find((path) => known.includes(path));
}

function copiedFiles({ copies }: Declared): readonly string[] {
  return copies.flatMap(({ targets }) => targets);
}
