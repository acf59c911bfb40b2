import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { stampOf, sumOf } from './file-sums.js';
import { type GoSettings, runGo } from './go-command.js';
import { goflag, parseGoflags } from './go-flags.js';

/** Which toolchain works in a module, and how it is set up. */
export interface Tool {
  /** Differs where the same source would give another binary. */
  readonly key: string;
  /** The go.work in force, whatever its name is; `undefined` where there is none. */
  readonly workFile: string | undefined;
  /** The go.mod in force; `undefined` where there is none, or a workspace takes its place. */
  readonly moduleFile: string | undefined;
  /** What else decides, by path: the file of settings (`go env -w`), those that GOFLAGS names, and what belongs to each. */
  readonly settingFiles: readonly string[];
  /** The file that replaces others for Go (`-overlay`). */
  readonly overlay: string | undefined;
  /** The profile that GOFLAGS names; `undefined`: the default.pgo beside each `package main`. */
  readonly profile: string | undefined;
  /** What Go tells its compiler and linker by their environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** The flags of GOFLAGS. */
  readonly goflags: readonly string[];
  /** Whether Go would use C: it does where there is a compiler for it and nobody forbids it. */
  readonly usesC: boolean;
  /** The C compiler that it would call. */
  readonly compiler: string;
}

/** All that `go env` tells and a binary depends on, but for what has it run the C compiler (`steersC`). */
const variables = [
  'GOVERSION',
  'GOROOT',
  'GOOS',
  'GOARCH',
  'GO386',
  'GOAMD64',
  'GOARM',
  'GOARM64',
  'GOPPC64',
  'GORISCV64',
  'GOEXPERIMENT',
  'GOFIPS140',
  'GOFLAGS',
  'GO111MODULE',
  'CGO_ENABLED',
  'CC',
  'CXX',
  'AR',
  'GOMODCACHE',
] as const;
const places = ['GOWORK', 'GOMOD', 'GOENV', 'GOTOOLDIR'] as const;

const told = /^GO(ROOT|OS|ARCH|EXPERIMENT|FIPS140|386|AMD64|ARM|ARM64|PPC64|RISCV64)$/;

/** What says how C is compiled and linked: flags, and where libraries are. */
const steersC = /^(?:CGO_[A-Z_]+|PKG_CONFIG\w*|GO_EXTLINK_ENABLED)$/;

const answer = z.record(z.string(), z.string());

/** Asks `go env` in a module's folder. */
export async function askTool(settings: GoSettings, cwd: string): Promise<Tool> {
  const run = await runGo(settings, ['env', '-json', ...variables, ...places], { cwd });
  // Where go.mod is broken, so will the list and the build be, which then say why.
  const values = run.succeeded ? answer.parse(JSON.parse(run.stdout)) : {};
  const flags = parseGoflags(values.GOFLAGS ?? '');
  const named = (name: string) => {
    const value = goflag(flags, name);
    return value === undefined || value === '' ? undefined : resolve(cwd, value);
  };
  const [workFile, moduleFile] = [fileOf(values.GOWORK), fileOf(values.GOMOD)];
  const [alternative, overlay, profile] = [named('modfile'), named('overlay'), profileOf(named('pgo'))];
  return {
    key: sumOf([
      run.stderr,
      ...variables.map((name) => values[name] ?? ''),
      ...(await wordsOfC(settings.env, fileOf(values.GOENV))),
      ...(await toolStamps(values.GOTOOLDIR)),
    ]),
    workFile,
    moduleFile,
    settingFiles: [
      fileOf(values.GOENV),
      overlay,
      profile,
      ...(alternative === undefined ? [] : [alternative, sumFileOf(alternative)]),
      ...(workFile === undefined ? [] : [workFile, `${workFile}.sum`]),
      ...(moduleFile === undefined ? [] : [moduleFile, join(dirname(moduleFile), 'go.sum')]),
    ].filter((file) => file !== undefined),
    overlay,
    profile,
    goflags: flags,
    usesC: values.CGO_ENABLED === '1',
    compiler: values.CC ?? 'gcc',
    environment: Object.fromEntries(
      variables.flatMap((name) => (told.test(name) && values[name] ? [[name, values[name]]] : [])),
    ),
  };
}

/** The settings of C, of the environment and of `go env -w`. */
async function wordsOfC(env: GoSettings['env'], file: string | undefined): Promise<readonly string[]> {
  const written = file === undefined ? '' : await readFile(file, 'utf8').catch(() => '');
  return [
    ...Object.keys(env)
      .filter((name) => steersC.test(name))
      .toSorted()
      .map((name) => `${name}=${env[name] ?? ''}`),
    '',
    ...written.split('\n').filter((line) => steersC.test(line.split('=')[0] ?? '')),
  ];
}

/** `go env` says `off`, or the name of the null device, where there is none. */
function fileOf(value: string | undefined): string | undefined {
  return value === undefined || value === '' || value === 'off' || value === '/dev/null' ? undefined : value;
}

/** `-pgo` takes two words besides paths; resolved against a folder they end that path. */
function profileOf(path: string | undefined): string | undefined {
  return path === undefined || /\/(?:auto|off)$/.test(path) ? undefined : path;
}

/** What belongs to the file that stands in for go.mod: the same name with another ending. */
function sumFileOf(file: string): string {
  return `${file.replace(/\.mod$/, '')}.sum`;
}

/** A toolchain that somebody builds anew keeps its version. */
async function toolStamps(folder: string | undefined): Promise<readonly string[]> {
  if (folder === undefined) return [];
  return Promise.all(
    ['compile', 'link', 'asm'].map((tool) =>
      stat(join(folder, tool), { bigint: true }).then(stampOf, () => 'gone'),
    ),
  );
}
