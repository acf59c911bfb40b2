import { symlink } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parseBuildErrors } from '../../../src/adapters/go/build-errors.js';
import { runGo } from '../../../src/adapters/go/go-command.js';
import { buildWords } from '../../../src/adapters/go/go-words.js';
import { goEnv, goModule, type TempModule } from './module.js';

const architecture = process.arch === 'x64' ? 'amd64' : process.arch;

interface Broken {
  readonly files?: Readonly<Record<string, string>>;
  readonly prepare?: (module: TempModule) => Promise<void>;
  readonly env?: Readonly<Record<string, string>>;
  readonly cgo?: boolean;
  readonly anyOrder?: boolean;
  /** Each error: its place, where it has one, and words from the first line of its message. */
  readonly errors: readonly (readonly [place: string, words: string])[];
}

const main = 'package main\n\nfunc main() {}\n';
const importing = (...paths: readonly string[]) =>
  `package main\n\n${paths.map((path) => `import _ "${path}"\n`).join('')}\nfunc main() {}\n`;
const mod = (name: string, more = '') => `module ${name}\n\ngo 1.24\n${more}`;
const needsLib = mod(
  'test.example',
  '\nrequire example.test/lib v0.0.0\n\nreplace example.test/lib => ./lib\n',
);
const lib = {
  'go.mod': needsLib,
  'lib/go.mod': mod('example.test/lib'),
  'app/main.go': importing('example.test/lib'),
};
const c = (text: string) => ({
  'app/main.go': `package main\n\n${text}\nimport "C"\n\nfunc main() { C.f() }\n`,
});

/** One tree for each kind of message, of Go and of the tools that it runs. */
const trees: Readonly<Record<string, Broken>> = {
  'go.mod that has to be tidied': {
    files: {
      ...lib,
      'lib/go.mod': mod('example.test/lib', '\nrequire example.test/two v0.0.0\n'),
      'lib/lib.go': 'package lib\n\nimport _ "example.test/two"\n',
      'two/go.mod': mod('example.test/two'),
      'two/two.go': 'package two\n',
      'go.mod': `${needsLib}replace example.test/two => ./two\n`,
    },
    errors: [['', 'go: updates to go.mod needed; to update it: go mod tidy']],
  },
  'a go.sum without an entry': {
    files: {
      'go.mod': mod('test.example', '\nrequire golang.org/x/text v0.14.0\n'),
      'app/main.go': importing('golang.org/x/text/language'),
    },
    errors: [
      [
        'app/main.go:3:8',
        'missing go.sum entry for module providing package golang.org/x/text/language (imported by test.example/app); to add: go get test.example/app',
      ],
    ],
  },
  'a broken go.sum': {
    files: {
      'go.mod': mod('test.example', '\nrequire golang.org/x/text v0.14.0\n'),
      'go.sum': 'foo bar\n',
      'app/main.go': importing('golang.org/x/text/language'),
    },
    errors: [['$ROOT/go.sum:1', 'malformed go.sum: wrong number of fields 2']],
  },
  'a circle of imports': {
    files: {
      'app/main.go': importing('test.example/a'),
      'a/a.go': 'package a\n\nimport _ "test.example/b"\n',
      'b/b.go': 'package b\n\nimport _ "test.example/a"\n',
    },
    errors: [
      [
        '',
        'package test.example/app imports test.example/a from main.go imports test.example/b from a.go imports test.example/a from b.go: import cycle not allowed',
      ],
    ],
  },
  'several packages that are missing': {
    files: { 'app/main.go': importing('missing.example/x', 'test.example/nowhere', 'nowhere') },
    anyOrder: true,
    errors: [
      [
        'app/main.go:3:8',
        'no required module provides package missing.example/x; to add it: go get missing.example/x',
      ],
      ['app/main.go:4:8', 'no required module provides package test.example/nowhere; to add it:'],
      ['app/main.go:5:8', 'package nowhere is not in std'],
    ],
  },
  'a replacement that is not there': {
    files: { 'go.mod': needsLib, 'app/main.go': importing('example.test/lib') },
    errors: [['app/main.go:3:8', 'example.test/lib@v0.0.0: replacement directory ./lib does not exist']],
  },
  'a package in two modules': {
    files: {
      'go.mod': mod(
        'test.example',
        '\nrequire (\n\texample.test/a v0.0.0\n\texample.test/a/b v0.0.0\n)\n\nreplace example.test/a => ./a\n\nreplace example.test/a/b => ./b\n',
      ),
      'a/go.mod': mod('example.test/a'),
      'a/b/b.go': 'package b\n',
      'b/go.mod': mod('example.test/a/b'),
      'b/b.go': 'package b\n',
      'app/main.go': importing('example.test/a/b'),
    },
    errors: [
      [
        'app/main.go:3:8',
        'ambiguous import: found package example.test/a/b in multiple modules: example.test/a v0.0.0 ($ROOT/a/b)',
      ],
    ],
  },
  'an internal package of others': {
    files: {
      ...lib,
      'lib/internal/x/x.go': 'package x\n',
      'app/main.go': importing('test.example/mid'),
      'mid/mid.go': 'package mid\n\nimport _ "example.test/lib/internal/x"\n',
    },
    errors: [
      [
        'mid/mid.go:3:8',
        'package test.example/app imports test.example/mid: use of internal package example.test/lib/internal/x not allowed',
      ],
    ],
  },
  'a program that is imported': {
    files: { 'app/main.go': importing('test.example/other'), 'other/main.go': main },
    errors: [['app/main.go:3:8', 'import "test.example/other" is a program, not an importable package']],
  },
  'files for other systems only': {
    files: { 'app/main.go': importing('test.example/w'), 'w/w.go': '//go:build windows\n\npackage w\n' },
    errors: [
      [
        '',
        'package test.example/app imports test.example/w: build constraints exclude all Go files in $ROOT/w',
      ],
    ],
  },
  'no source at all': { files: { 'app/page.txt': '' }, errors: [['', 'no Go files in $ROOT/app']] },
  'two packages in one folder': {
    files: { 'app/main.go': main, 'app/other.go': 'package other\n' },
    errors: [['', 'found packages main (main.go) and other (other.go) in $ROOT/app']],
  },
  'nothing to embed': {
    files: {
      'app/main.go':
        'package main\n\nimport _ "embed"\n\n//go:embed page.html\nvar page string\n\nfunc main() { _ = page }\n',
    },
    errors: [['app/main.go:5:12', 'pattern page.html: no matching files found']],
  },
  'a go.mod that can not be read': {
    files: { 'go.mod': 'module test.example\n\ngo 1.24\n\nrequre x\nfoo y\n', 'app/main.go': main },
    errors: [
      ['go.mod:5', 'errors parsing go.mod: unknown directive: requre'],
      ['go.mod:6', 'unknown directive: foo'],
    ],
  },
  'a go line that is too new': {
    files: { 'go.mod': 'module test.example\n\ngo 1.99.0\n', 'app/main.go': main },
    errors: [['', 'go: go.mod requires go >= 1.99.0 (running go']],
  },
  'a dependency that is too new': {
    files: { ...lib, 'lib/go.mod': 'module example.test/lib\n\ngo 1.99.0\n', 'lib/lib.go': 'package lib\n' },
    errors: [['', 'go: module ./lib requires go >= 1.99.0 (running go']],
  },
  'a go line that is too new, where others are looked for': {
    files: { 'go.mod': 'module test.example\n\ngo 1.99.0\n', 'app/main.go': main },
    env: { GOTOOLCHAIN: 'path' },
    errors: [['', 'go: cannot find "go1.99.0" in PATH']],
  },
  'a go line that is too new, where it is to be fetched': {
    files: { 'go.mod': 'module test.example\n\ngo 1.99.0\n', 'app/main.go': main },
    env: { GOTOOLCHAIN: 'auto' },
    errors: [['', 'go: download go1.99.0']],
  },
  'a toolchain line that is none': {
    files: { 'go.mod': mod('test.example', '\ntoolchain foo\n'), 'app/main.go': main },
    errors: [['go.mod:5', "errors parsing go.mod: invalid toolchain version 'foo'"]],
  },
  'a workspace that names a folder without a module': {
    files: { 'go.work': 'go 1.24\n\nuse .\nuse ./gone\n', 'app/main.go': main },
    errors: [
      ['', 'go: cannot load module gone listed in go.work file: open gone/go.mod: no such file or directory'],
    ],
  },
  'a workspace that is too old for a module': {
    files: { 'go.work': 'go 1.20\n\nuse .\n', 'app/main.go': main },
    errors: [
      [
        '',
        'go: module . listed in go.work file requires go >= 1.24, but go.work lists go 1.20; to update it: go work use',
      ],
    ],
  },
  'a workspace of others': {
    files: {
      'go.work': 'go 1.24\n\nuse ./other\n',
      'other/go.mod': mod('example.test/other'),
      'app/main.go': main,
    },
    errors: [
      [
        '',
        'directory app is contained in a module that is not one of the workspace modules listed in go.work. You can add the module to the workspace using: go work use .',
      ],
    ],
  },
  'a workspace that replaces one module twice': {
    files: {
      'go.work': 'go 1.24\n\nuse .\nuse ./b\n',
      'go.mod': mod('test.example', '\nreplace example.test/x => ./x\n'),
      'b/go.mod': mod('example.test/b', '\nreplace example.test/x => ./y\n'),
      'app/main.go': main,
    },
    errors: [['', 'go: conflicting replacements for example.test/x: $ROOT/x']],
  },
  'a vendor folder that does not fit': {
    files: {
      ...lib,
      'lib/lib.go': 'package lib\n',
      'vendor/modules.txt': '# example.test/lib v0.0.1\n## explicit\nexample.test/lib\n',
    },
    errors: [
      [
        '',
        'go: inconsistent vendoring in $ROOT: example.test/lib@v0.0.0: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt',
      ],
    ],
  },
  'a module that can not be fetched': {
    files: {
      'go.mod': mod('test.example', '\nrequire example.test/x v1.0.0\n'),
      'app/main.go': importing('example.test/x'),
    },
    env: { GOPROXY: 'http://127.0.0.1:1', GOFLAGS: '-mod=mod', GONOSUMDB: '*' },
    errors: [
      [
        'app/main.go:3:8',
        'example.test/x@v1.0.0: Get "http://127.0.0.1:1/example.test/x/@v/v1.0.0.zip": dial tcp 127.0.0.1:1: connect: connection refused',
      ],
    ],
  },
  'errors of types, some with lines of their own': {
    files: {
      'app/main.go': 'package main\n\nfunc f(a, b int) {}\n\nfunc main() {\n\tf(1)\n\tg()\n\treturn 1\n}\n',
    },
    errors: [
      ['app/main.go:6:4', 'not enough arguments in call to f'],
      ['app/main.go:7:2', 'undefined: g'],
      ['app/main.go:8:9', 'too many return values'],
    ],
  },
  'a main that is declared twice': {
    files: { 'app/main.go': main, 'app/other.go': main },
    errors: [['app/other.go:3:6', 'main redeclared in this block']],
  },
  'more errors than Go tells': {
    files: { 'app/main.go': `package main\n\nfunc main() {\n${'\tx()\n'.repeat(12)}}\n` },
    errors: [
      ...Array.from({ length: 10 }, (_, i) => [`app/main.go:${4 + i}:2`, 'undefined: x'] as const),
      ['app/main.go:13:2', 'too many errors'],
    ],
  },
  'errors of two packages': {
    files: {
      'app/main.go': importing('test.example/a', 'test.example/b'),
      'a/a.go': 'package a\n\nvar x = y\n',
      'b/b.go': 'package b\n\nvar x = z\n',
    },
    anyOrder: true,
    errors: [
      ['a/a.go:3:9', 'undefined: y'],
      ['b/b.go:3:9', 'undefined: z'],
    ],
  },
  'places that //line gives, of any ending': {
    files: {
      'app/main.go':
        'package main\n\nvar count int = "one"\n\n//line grammar.y:7\nvar a = rule\n\n//line Makefile:3:5\nvar b = rule\n\n//line page.v1:9\nvar c = rule\n\nfunc main() {}\n',
    },
    errors: [
      ['app/main.go:3:17', 'cannot use "one"'],
      ['grammar.y:7', 'undefined: rule'],
      ['Makefile:3:13', 'undefined: rule'],
      ['page.v1:9', 'undefined: rule'],
    ],
  },
  'a program without main': {
    files: { 'app/main.go': 'package main\n' },
    errors: [['', 'test.example/app: runtime.main_main·f: function main is undeclared in the main package']],
  },
  'symbols that nobody defines': {
    files: {
      'app/main.go': 'package main\n\nfunc a()\nfunc b()\n\nfunc main() { a(); b() }\n',
      'app/x.s': '',
    },
    errors: [
      ['', 'test.example/app: main.main: relocation target main.a not defined'],
      ['', 'test.example/app: main.main: relocation target main.b not defined'],
    ],
  },
  'a broken assembly': {
    files: {
      'app/main.go': 'package main\n\nfunc a()\n\nfunc main() { a() }\n',
      'app/x.s': 'TEXT ·a(SB),4,$0\n\tFOO AX, BX\n\tRET\n',
    },
    errors: [
      ['app/x.s:2', 'unrecognized instruction "FOO"'],
      ['', 'test.example/app: asm: assembly of app/x.s failed'],
    ],
  },
  'a link that leads nowhere': {
    files: { 'app/main.go': main },
    prepare: (module) => symlink('nowhere', module.path('app/z.go')),
    errors: [['', 'open $ROOT/app/z.go: no such file or directory']],
  },
  'flags that Go does not know': {
    files: { 'app/main.go': main },
    env: { GOFLAGS: '-nosuchflag' },
    errors: [['', 'go: parsing $GOFLAGS: unknown flag -nosuchflag']],
  },
  'flags that the compiler does not know': {
    files: { 'app/main.go': main },
    env: { GOFLAGS: '-gcflags=-nosuch' },
    errors: [['', 'test.example/app: flag provided but not defined: -nosuch']],
  },
  'a race detector without cgo': {
    files: { 'app/main.go': main },
    env: { GOFLAGS: '-race' },
    errors: [['', 'go: -race requires cgo; enable cgo by setting CGO_ENABLED=1']],
  },
  'a cache that can not be made': {
    files: { 'app/main.go': main },
    env: { GOCACHE: '/proc/nope' },
    errors: [
      ['', 'failed to initialize build cache at /proc/nope: mkdir /proc/nope: no such file or directory'],
    ],
  },
  'events instead of text, as GOFLAGS=-json has it': {
    files: { 'app/main.go': 'package main\n\nconst x = first\n\nfunc main() {}\n' },
    env: { GOFLAGS: '-json' },
    errors: [['app/main.go:3:11', 'undefined: first']],
  },
  'a header that is not there': {
    files: c('// #include <nope.h>'),
    cgo: true,
    errors: [['app/main.go:3:11', 'fatal error: nope.h: No such file or directory']],
  },
  'errors of C, with notes': {
    files: {
      ...c('// int f(void);'),
      'app/a.h': 'int g(int);\n',
      'app/a.c':
        '#include "a.h"\n\nint f(void) { return g(1, 2) + nothing; }\n\nint h(void) { return zip; }\n',
    },
    cgo: true,
    errors: [
      ['a.c:3:22', 'a.c: In function'],
      ['a.c:3:32', 'error:'],
      ['a.c:5:22', 'a.c: In function'],
    ],
  },
  'names that C does not have': {
    files: c('// int g(void);'),
    cgo: true,
    errors: [['app/main.go:6:15', 'could not determine']],
  },
  'no C compiler': {
    files: c('// int f(void) { return 0; }'),
    cgo: true,
    env: { CC: 'nosuchcc' },
    errors: [['', 'runtime/cgo: cgo: C compiler "nosuchcc" not found']],
  },
};

/** What Sim adds. */
const hint = /\n(?:Install that Go version|go.mod or go.work asks).*$/;
/** Of what Go writes, what names the package of errors with places, what it fetches, and which flags there are. */
const aside = [/^# .*$/gm, /^go: (downloading|finding) .*$/gm, /^usage: .*\n(?:[ \t].*\n?)*/gm];

/** The words of a text in their order, and those that are places. */
function wordsOf(text: string) {
  const words = text.split(/\s+/).filter((word) => word !== '' && word !== 'go:');
  const isPlace = (word: string) => /^\S+?:\d+(?::\d+)?:$/.test(word);
  return {
    places: words.filter(isPlace),
    // Before a place that Go puts last stands a colon now.
    others: words.filter((word) => !isPlace(word)).map((word) => word.replace(/:$/, '')),
  };
}

it.each(Object.entries(trees))(
  'nothing of what Go says is lost: %s',
  { timeout: 60_000 },
  async (_, tree) => {
    await using module = await goModule(tree.files ?? {});
    await tree.prepare?.(module);
    const run = await runGo(
      { env: { ...goEnv, GOPROXY: 'off', GOTOOLCHAIN: 'local', LC_ALL: 'C', ...tree.env }, architecture },
      ['build', '-o', module.path('out'), './app'],
      { cwd: module.root, env: { CGO_ENABLED: tree.cgo ? '1' : '0' } },
    );
    expect(run.succeeded).toBe(false);
    const said = buildWords(run).replaceAll(module.root, '$ROOT');
    const errors = parseBuildErrors(said).map((error) => ({
      ...error,
      place: [error.file, error.line, error.column].filter((part) => part !== undefined).join(':'),
      message: error.message.replace(hint, ''),
    }));

    // Of several packages Go tells in the order in which it comes to them.
    const byPlace = (a: readonly [string, unknown], b: readonly [string, unknown]) => (a[0] < b[0] ? -1 : 1);
    expect(
      errors
        .map(({ place, message }) => [place, message.split('\n')[0]] as const)
        .toSorted(tree.anyOrder ? byPlace : () => 0),
    ).toEqual(tree.errors.map(([place, begin]) => [place, expect.stringContaining(begin)]));

    const news = wordsOf(aside.reduce((text, pattern) => text.replace(pattern, ''), said));
    const told = wordsOf(
      errors
        .map(({ place, package: name, message }) =>
          place === '' ? message.replace(`${name}: `, '') : `${place}: ${message}`,
        )
        .join('\n'),
    );
    expect(told.others).toEqual(news.others);
    expect(told.places.toSorted()).toEqual(news.places.toSorted());
  },
);
