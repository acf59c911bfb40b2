import { type EditKind, word } from '../world.ts';

/** What needs a C compiler; without cgo Go leaves these files out. */
export const cEdits: readonly EditKind[] = [
  {
    name: 'a file with C in it',
    slow: true,
    steps: (world, random) => [
      {
        do: 'write',
        path: `${world.main}/with_c.go`,
        text: `package main\n\n// static int twice(int n) { return n + ${random.below(50)}; }\nimport "C"\n\nfunc init() { println("C says", C.twice(21)) }\n`,
      },
    ],
  },
  {
    name: 'a file of C',
    slow: true,
    steps: (world, random) =>
      world.has(`${world.main}/with_c.go`)
        ? [
            {
              do: 'write',
              path: `${world.main}/seven.c`,
              text: `int seven(void) { return ${random.below(50)}; }\n`,
            },
            {
              do: 'write',
              path: `${world.main}/with_c_file.go`,
              text: 'package main\n\n// int seven(void);\nimport "C"\n\nfunc init() { println("C says", C.seven()) }\n',
            },
          ]
        : undefined,
  },
  {
    name: 'a file for when C is left out',
    slow: true,
    steps: (world, random) => [
      {
        do: 'write',
        path: `${world.main}/without_c.go`,
        text: `//go:build !cgo\n\npackage main\n\nfunc init() { println("without C ${word(random)}") }\n`,
      },
    ],
  },
  {
    name: 'C goes',
    slow: true,
    steps: (world) => {
      const files = world.files(/\/(with_c\w*\.go|seven\.c)$/, world.main);
      return files.length === 0 ? undefined : files.map((path) => ({ do: 'remove', path }));
    },
  },
];
