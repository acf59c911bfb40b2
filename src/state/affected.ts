import type { ServiceBuilds } from './builds.js';

/** What the Go tool compiles, assembles or links, besides what it embeds. */
const sourceName = /\.(go|s|S|sx|c|cc|cpp|cxx|m|h|hh|hpp|hxx|f|F|for|f90|swig|swigcxx|syso)$/;
const moduleName = /^(go\.(mod|sum|work|work\.sum)|modules\.txt)$/;

/** Whether a change of this file can change the binary of a service. Tests, documents and files that Go ignores cannot. */
export function affects(builds: ServiceBuilds, file: string): boolean {
  const cut = file.lastIndexOf('/');
  const folder = file.slice(0, cut);
  const name = file.slice(cut + 1);
  if (builds.extraFiles.some((extra) => covers(extra, file))) return true;
  if (!isSource(name)) return builds.folders === undefined && isModuleFile(name);
  return builds.folders?.includes(folder) ?? true;
}

/** Whether a change of this file can change which packages and files belong to a service. */
export function affectsList(file: string): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return isSource(name) || isModuleFile(name);
}

/** Whether a file of this name can be compiled. Go itself skips those that begin with a dot or an underscore. */
export function isSource(name: string): boolean {
  return sourceName.test(name) && !name.endsWith('_test.go') && !/^[._]/.test(name);
}

/** Whether a file of this name decides about modules: go.mod, go.sum, go.work, go.work.sum, the list of vendored ones. */
export function isModuleFile(name: string): boolean {
  return moduleName.test(name);
}

/** An extra file is a path, a folder whose whole content counts, or a pattern of `//go:embed`. */
function covers(extra: string, file: string): boolean {
  if (file === extra || file.startsWith(`${extra}/`)) return true;
  return /[*?[]/.test(extra) && patternOf(extra).test(file);
}

const patterns = new Map<string, RegExp>();

function patternOf(glob: string): RegExp {
  const known = patterns.get(glob);
  if (known !== undefined) return known;
  const source = glob.replace(
    /\\(.)|\[\^?[^\]]*\]|[*?]|[.+^${}()|\]\\]/g,
    (part, escaped: string | undefined) => {
      if (escaped !== undefined) return `\\u{${(escaped.codePointAt(0) ?? 0).toString(16)}}`;
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      return part.length > 1 ? part : `\\${part}`;
    },
  );
  const made = compile(`^${source}(/.*)?$`);
  patterns.set(glob, made);
  return made;
}

/** A character class that Go takes and we cannot read matches nothing new; the files it embeds today are listed by name. */
function compile(source: string): RegExp {
  try {
    return new RegExp(source, 'u');
  } catch {
    return /(?!)/;
  }
}
