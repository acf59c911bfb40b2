import type { Call, Part, Program, Read, Repository, Value } from '../../src/init/program.js';

export const text = (words: string): Part => ({ kind: 'text', text: words });
export const env = (name: string, otherwise?: string): Part => part('env', name, otherwise);
export const flag = (name: string, otherwise?: string): Part => ({
  ...part('flag', name, otherwise),
  single: true,
});
export const key = (name: string): Part => ({ kind: 'key', text: name });
export const unknown: Part = { kind: 'unknown' };

function part(kind: Part['kind'], name: string, otherwise: string | undefined): Part {
  return { kind, text: name, ...(otherwise === undefined ? {} : { default: [text(otherwise)] }) };
}

/** A call that listens there. */
export function listens(...value: Value): Call {
  return { what: 'net/http', role: 'addr', value, at: 'main.go:9' };
}

/** A call that goes to a database. */
export function connects(what: string, role: Call['role'], ...value: Value): Call {
  return { what, role, value, at: 'db.go:5' };
}

export function reads(name: string, otherwise?: string): Read {
  return { name, default: otherwise === undefined ? [] : [text(otherwise)], at: 'config.go:3' };
}

/** A program in this folder that listens on `:8080`. */
export function program(folder: string, change: Partial<Program> = {}): Program {
  return {
    ...{
      folder,
      module: '.',
      importPath: folder === '.' ? 'example.com/shop' : `example.com/shop/${folder}`,
    },
    listens: [listens(text(':8080'))],
    ...{ connects: [], reads: [], files: [], imports: [], configuration: {}, problem: undefined },
    ...change,
  };
}

export function repository(programs: readonly Program[], change: Partial<Repository> = {}): Repository {
  return {
    ...{ name: 'example.com/shop', programs, problems: [], hasDotEnv: false },
    ...change,
  };
}
