import type { Random } from '../../random.ts';
import { type EditKind, word } from '../world.ts';

const folders = ['app/part', 'app/part/deep', 'app/internal/core'] as const;

function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf('/') + 1);
}

/** A file of that name in one of the packages, with a head before its package clause. */
function extra(name: string, random: Random, head = ''): { readonly path: string; readonly text: string } {
  const folder = random.pick(folders);
  const said = word(random);
  return {
    path: `${folder}/${name}`,
    text: `${head}package ${nameOf(folder)}\n\nimport "example.test/app/say"\n\nfunc init() { say.Add("${name} ${said}") }\n`,
  };
}

function adds(name: string, file: string, head?: string): EditKind {
  return { name, steps: (_, random) => [{ do: 'write', ...extra(file, random, head) }] };
}

function goes(name: string, pattern: RegExp): EditKind {
  return {
    name,
    steps: (world, random) => {
      const files = world.files(pattern, 'app');
      return files.length === 0 ? undefined : [{ do: 'remove', path: random.pick(files) }];
    },
  };
}

/** Files that count by their names, by what stands above their package clause, or not at all. */
export const fileEdits: readonly EditKind[] = [
  adds('a file more', 'more.go'),
  adds('a file for Linux', 'extra_linux.go'),
  adds('a file for Windows', 'extra_windows.go'),
  adds('a file for another processor', 'extra_arm64.go'),
  adds('a file for this processor', 'extra_amd64.go'),
  adds('a file with a tag', 'tagged.go', '//go:build special\n\n'),
  adds('a file without a tag', 'tagged.go', '//go:build !special\n\n'),
  adds('a file to ignore', 'ignored.go', '//go:build ignore\n\n'),
  adds('a file that nobody reads', '_underscore.go'),
  adds('a hidden file', '.hidden.go'),
  adds('a test', 'part_test.go'),
  adds('a file whose comment looks like an end of it', 'slash.go', '/*/ func of old:\nfunc\n*/\n'),
  adds('a file in a comment begins', 'comment.go', '/* package other\nimport "os"\nfunc() */ '),
  goes('a file goes', /\/(more|extra_\w+|tagged|ignored|_underscore|\.hidden|slash|comment|gone)\.go$/),
  goes('a test goes', /_test\.go$/),
  {
    name: 'a comment that begins with /*/ above an import',
    weight: 2,
    steps: (world, random) => {
      const path = random.pick(['part', 'part/deep', 'internal/core', 'fresh']);
      const text = `package main\n\n/*/ hides\nfunc nothing()\n*/\n\nimport hidden "example.test/app/${path}"\n\nfunc init() { println("hidden", hidden.Word) }\n`;
      return [{ do: 'write', path: `${world.main}/hides.go`, text }];
    },
  },
  {
    name: 'a text that nobody builds',
    weight: 2,
    steps: (_, random) => [
      {
        do: 'write',
        path: `${random.pick(folders)}/${random.pick(['README.md', 'notes.txt', 'data.json', 'testdata/a.go', '.editor.swp'])}`,
        text: word(random),
      },
    ],
  },
  {
    name: 'positions of another file',
    steps: (world, random) => [
      {
        do: 'write',
        path: `${world.main}/generated.go`,
        text: `package main\n\nfunc init() {\n//line grammar.y:${random.below(50)}\n\tprintln("generated ${word(random)}")\n}\n`,
      },
    ],
  },
  {
    name: 'a folder whose name ends in .go',
    steps: (_, random) => [{ do: 'folder', path: `${random.pick(folders)}/folder.go` }],
  },
  {
    name: 'assembly',
    weight: 2,
    steps: (_, random) => {
      const folder = random.pick(folders);
      return [
        { do: 'write', path: `${folder}/seven_amd64.h`, text: `#define SEVEN ${random.below(100)}\n` },
        {
          do: 'write',
          path: `${folder}/seven_amd64.s`,
          text: '#include "textflag.h"\n#include "seven_amd64.h"\n\nTEXT ·seven(SB), NOSPLIT, $0-8\n\tMOVQ $SEVEN, ret+0(FP)\n\tRET\n',
        },
        {
          do: 'write',
          path: `${folder}/seven_amd64.go`,
          text: `package ${nameOf(folder)}\n\nfunc seven() int\n\nfunc init() { println("seven", seven()) }\n`,
        },
      ];
    },
  },
  {
    name: 'another number in assembly',
    weight: 2,
    steps: (world, random) => {
      const files = world.files(/seven_amd64\.h$/, 'app');
      if (files.length === 0) return undefined;
      return [{ do: 'write', path: random.pick(files), text: `#define SEVEN ${random.below(100)}\n` }];
    },
  },
  {
    name: 'assembly goes',
    steps: (world, random) => {
      const files = world.files(/seven_amd64\.h$/, 'app');
      if (files.length === 0) return undefined;
      const folder = random.pick(files).replace(/\/[^/]*$/, '');
      return ['h', 's', 'go'].map((end) => ({ do: 'remove' as const, path: `${folder}/seven_amd64.${end}` }));
    },
  },
  {
    name: 'a file of C without cgo',
    steps: (_, random) => [
      { do: 'write', path: `${random.pick(folders)}/seven.c`, text: 'int seven(void) { return 7; }\n' },
    ],
  },
];
