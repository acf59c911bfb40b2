import { posix } from 'node:path';
import type { CopiedFiles, ImageDeclaration, RunCommand } from './image-declaration.js';
import { shellCommands } from './shell-commands.js';

/** What a Dockerfile puts into its image that hot mode's has not. */
export interface LeftOut {
  /** As the Dockerfile names it: `templates`, `'apk add ffmpeg'`. */
  readonly what: string;
  readonly line: number;
}

/** What hot mode's own image has as well, or has no use for. */
const isThereToo =
  /^\/(?:etc\/(?:ssl\/certs(?:\/ca-certificates\.crt)?|passwd|group|nsswitch\.conf|localtime)|usr\/share\/(?:zoneinfo|ca-certificates)|usr\/local\/go)(?:\/|$)|\/zoneinfo\.zip$/;
const isSource = /(?:^|\/)(?:[^/]+\.go|go\.(?:mod|sum|work|work\.sum)|vendor|cmd|internal|pkg)\/?$/;

interface LeftOutContext {
  readonly binary: string | undefined;
  /** Paths at which Compose mounts something. */
  readonly mounted: readonly string[];
  /** Names in the build context that are or have more than source; `undefined`: not known. */
  readonly beside: readonly string[] | undefined;
}

/**
 * The files of COPY and ADD, and what RUN makes, besides the binary, in the order of the file. What Compose mounts at their place is
 * there.
 */
export function leftOut(
  image: Pick<ImageDeclaration, 'copies' | 'runs' | 'builds' | 'binaries' | 'workingDir'>,
  { binary, mounted, beside }: LeftOutContext,
): readonly LeftOut[] {
  const own = new Set(image.runs.map(({ line }) => line));
  // Where the binary is built in this very stage, what comes before that is there for the compiler.
  const built = Math.max(0, ...image.builds.flatMap(({ line }) => (own.has(line) ? [line] : [])));
  const isThere = (target: string) =>
    isThereToo.test(target) ||
    mounted.some((path) => isWithin(target, path)) ||
    target === binary ||
    image.binaries.includes(target);
  const copied = image.copies.flatMap((copy) =>
    copy.line < built && !isSeen(copy, image.workingDir)
      ? []
      : copiedNames(wholeNamed(copy, beside), isThere, image.binaries),
  );
  const run = image.runs.flatMap((one) => (one.line <= built ? [] : madeBy(one)));
  return [...copied, ...run].sort((one, other) => one.line - other.line);
}

/** Of the whole build context what is more than source. */
function wholeNamed(copy: CopiedFiles, beside: readonly string[] | undefined): CopiedFiles {
  const isWhole = copy.from === undefined && copy.sources.every((source) => /^\.?\/?$/.test(source));
  if (!isWhole || beside === undefined) return copy;
  return { ...copy, sources: beside, targets: beside.map((name) => posix.join(copy.destination, name)) };
}

/** The service runs in the folder of its source, and so sees what lies beside it. */
function isSeen({ destination, from }: CopiedFiles, workingDir: string): boolean {
  return from === undefined && isWithin(workingDir, destination) && destination !== '/';
}

function copiedNames(
  { sources, destination, targets, line }: CopiedFiles,
  isThere: (target: string) => boolean,
  binaries: readonly string[],
): readonly LeftOut[] {
  if (isThere(destination)) return [];
  return sources.flatMap((source, index) => {
    const target = targets[index] ?? destination;
    const brings = binaries.some((one) => isWithin(one, target) || isOf(source, one, destination));
    return isSource.test(source) || isThere(target) || brings ? [] : [{ what: source, line }];
  });
}

/** A folder of binaries whose content is copied: `COPY --from=build /out/ /usr/local/bin/`. */
function isOf(source: string, binary: string, destination: string): boolean {
  return source.endsWith('/') && posix.dirname(binary) === destination;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** Commands whose effect hot mode has by itself, or that have none on a running service. */
const withoutEffect =
  /^(?:go|adduser|useradd|addgroup|groupadd|usermod|update-ca-certificates|rm|true|:|set|export|cd|echo|test|\[|ldconfig|strip|upx|chmod|chown|setcap|apk-cache|exit|if|fi|then|else)$/;
const packages = /^(?:apk|apt|apt-get|microdnf|dnf|yum)$/;
const packagesThereToo =
  /^(?:ca-certificates|tzdata|netbase|update|upgrade|install|add|clean|autoremove|-\S+|\S*\/var\/\S*)$/;

function madeBy({ script, line }: RunCommand): readonly LeftOut[] {
  const commands = shellCommands(script, {}, 'unknown').commands.map((words) =>
    words.map(({ text }) => text),
  );
  const telling = commands.filter(([command = '', ...rest]) => {
    const name = posix.basename(command);
    if (packages.test(name)) return rest.some((word) => !packagesThereToo.test(word));
    if (rest.at(-1) === '/etc/localtime') return false;
    return !withoutEffect.test(name) && !/^\w+=/.test(command);
  });
  return telling.map((words) => ({ what: `'${shortened(words.join(' '))}'`, line }));
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** The time zone that a Dockerfile makes the local one by `/etc/localtime`: `Europe/Berlin`. */
export function localZone({ copies, runs }: Pick<ImageDeclaration, 'copies' | 'runs'>): string | undefined {
  const said = [
    ...runs.map(({ script, line }) => ({ text: script, line })),
    ...copies.map(({ sources, targets, line }) => ({ text: `${sources[0]} ${targets[0]}`, line })),
  ].toSorted((one, other) => one.line - other.line);
  return said
    .flatMap(({ text }) => /zoneinfo\/([\w+-]+(?:\/[\w+-]+)*)\s+\/etc\/localtime/.exec(text)?.[1] ?? [])
    .at(-1);
}
