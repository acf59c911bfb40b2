import type { ServiceBuilds, SourceList } from './builds.js';
import { embedGlob } from './embed-glob.js';

/** The names of files that the Go tool compiles, assembles or links. */
const sourceName = /\.(go|s|S|sx|c|cc|cpp|cxx|m|h|hh|hpp|hxx|f|F|for|f90|swig|swigcxx|syso)$/;
const moduleName = /^(go\.(mod|sum|work|work\.sum)|modules\.txt)$/;

/**
 * What a change of a file means for a service: `builds` where the file is in the binary or decides about it, `asks` where only Go knows,
 * `undefined` where it changes nothing.
 */
export function effectOf({ source }: ServiceBuilds, file: string): 'builds' | 'asks' | undefined {
  const name = file.slice(file.lastIndexOf('/') + 1);
  if (source === undefined) return isSource(name) || isModuleFile(name) ? 'builds' : undefined;
  if (source.deciding.includes(file)) return 'builds';
  if (source.awaited.includes(file) || source.links.includes(file)) return 'asks';
  return ofSource(source, file, name) ?? ofEmbedded(source, file) ?? ofComplaint(source, file, name);
}

function ofSource({ folders, leftOut }: SourceList, file: string, name: string) {
  if (!isSource(name) || !folders.includes(file.slice(0, file.lastIndexOf('/')))) return undefined;
  return leftOut.includes(file) || isForeign(name) ? 'asks' : 'builds';
}

function ofEmbedded({ embeds }: SourceList, file: string) {
  if (embeds.includes(file)) return 'builds';
  const by = embeds.find((embed) => covers(embed, file));
  if (by === undefined) return undefined;
  // Go leaves these out, unless they are named themselves or by `all:`.
  return /\/[._][^/]*/.test(file.slice(fixedLength(by))) ? 'asks' : 'builds';
}

/** What a change means while Go has a complaint: a new source in a module may be what Go misses. */
function ofComplaint({ modules }: SourceList, file: string, name: string) {
  if (!isSource(name) && !isModuleFile(name)) return undefined;
  return modules.some((folder) => file.startsWith(`${folder}/`)) ? 'asks' : undefined;
}

/** Whether a file of this name can be compiled. Go itself skips those that begin with a dot or an underscore. */
export function isSource(name: string): boolean {
  return sourceName.test(name) && !name.endsWith('_test.go') && !/^[._]/.test(name);
}

/** Whether a file of this name decides about modules: go.mod, go.sum, go.work, go.work.sum, the list of vendored ones. */
export function isModuleFile(name: string): boolean {
  return moduleName.test(name);
}

const systems =
  'aix|android|darwin|dragonfly|freebsd|illumos|ios|js|netbsd|openbsd|plan9|solaris|wasip1|windows';
const architectures =
  '386|amd64|arm|arm64|loong64|mips|mips64|mips64le|mipsle|ppc64|ppc64le|riscv64|s390x|wasm';
const foreignName = new RegExp(`_(?:${systems}|${architectures})\\.\\w+$|_(?:${systems})_\\w+\\.\\w+$`);

/** Whether a file of this name may be for other machines alone (`go help buildconstraint`). */
function isForeign(name: string): boolean {
  return foreignName.test(name);
}

/** Whether a path or pattern of `//go:embed` covers a file: it is matched itself, or lies below a matched folder. */
export function covers(embed: string, file: string): boolean {
  if (file === embed || file.startsWith(`${embed}/`)) return true;
  return /[*?[]/.test(embed) && patternOf(embed).test(file);
}

/** The length of the part of a pattern that is a plain folder. */
function fixedLength(embed: string): number {
  const special = embed.search(/(?<!\\)[*?[]/);
  return special === -1 ? embed.length : embed.lastIndexOf('/', special);
}

const patterns = new Map<string, RegExp>();

function patternOf(glob: string): RegExp {
  const made = patterns.get(glob) ?? embedGlob(glob, { below: true });
  patterns.set(glob, made);
  return made;
}
