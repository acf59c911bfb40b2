import { type EditKind, word } from '../world.ts';

/** Says whether `mix` was put into its caller, for which it is too dear unless a profile calls it hot. */
const hotText = `package main

import "runtime"

var inlined bool

func init() {
	mixed(3)
	println("mix is inlined:", inlined)
}

func mix(n int) int {
	t := n
	for i := range 40 {
		t ^= t<<3 + i
		t += t>>5 ^ n
		t *= 31
		if t%97 == 0 {
			t -= i * n
		}
		if t%89 == 0 {
			t += i ^ n
		}
	}
	if n == 1 {
		look()
	}
	return t
}

//go:noinline
func look() {
	pc := make([]uintptr, 4)
	frames := runtime.CallersFrames(pc[:runtime.Callers(2, pc)])
	frame, _ := frames.Next()
	inlined = frame.Func == nil
}

//go:noinline
func mixed(rounds int) (total int) {
	for i := range rounds {
		total += mix(i)
	}
	return total
}
`;

/** Profiles that Go takes into account; they make it compile the standard library, too. */
export const profileEdits: readonly EditKind[] = [
  {
    name: 'a profile comes or changes',
    slow: true,
    steps: (world, random) => [
      { do: 'write', path: `${world.main}/hot.go`, text: hotText },
      {
        do: 'write',
        path: `${world.main}/default.pgo`,
        text: profileText(random.pick(['main.mix', 'main.other']), 'main.mixed'),
      },
    ],
  },
  {
    name: 'a profile goes',
    slow: true,
    weight: 2,
    steps: (world) =>
      world.has(`${world.main}/default.pgo`)
        ? [{ do: 'remove', path: `${world.main}/default.pgo` }]
        : undefined,
  },
  {
    name: 'go env names a profile, or none',
    slow: true,
    steps: (world, random) => [
      { do: 'write', path: `${world.main}/hot.go`, text: hotText },
      { do: 'write', path: 'named/mix.pgo', text: profileText('main.mix', 'main.mixed') },
      {
        do: 'go',
        folder: 'settings',
        words: ['env', '-w', random.pick(['GOFLAGS=-pgo=off', "GOFLAGS='-pgo=@ROOT@/named/mix.pgo'"])],
      },
    ],
  },
  {
    name: 'the named profile changes',
    slow: true,
    steps: (world, random) =>
      world.has('named/mix.pgo')
        ? [
            {
              do: 'write',
              path: 'named/mix.pgo',
              text: profileText(random.pick(['main.mix', 'main.other']), 'main.mixed'),
            },
          ]
        : undefined,
  },
  {
    name: 'a profile that is no profile',
    slow: true,
    breaks: true,
    steps: (world, random) => [{ do: 'write', path: `${world.main}/default.pgo`, text: word(random) }],
  },
];

/** A profile of one call, in the format of pprof; all numbers are so small that it is text. */
function profileText(callee: string, caller: string): string {
  const startLine = 40;
  const strings = ['', 'samples', 'count', 'cpu', 'nanoseconds', callee, caller, 'hot.go'];
  const number = (field: number, value: number) => String.fromCharCode(field << 3, value);
  const part = (field: number, content: string) =>
    String.fromCharCode((field << 3) | 2, content.length) + content;
  const valueType = (type: number, unit: number) => number(1, type) + number(2, unit);
  const called = (id: number, name: number, line: number) =>
    part(5, number(1, id) + number(2, name) + number(3, name) + number(4, 7) + number(5, line));
  const located = (id: number, line: number) =>
    part(4, number(1, id) + part(4, number(1, id) + number(2, line)));
  return [
    part(1, valueType(1, 2)),
    part(1, valueType(3, 4)),
    // The innermost place comes first; hundred samples of it.
    part(2, number(1, 1) + number(1, 2) + number(2, 100) + number(2, 100)),
    located(1, 14),
    located(2, startLine + 2),
    called(1, 5, 12),
    called(2, 6, startLine),
    ...strings.map((text) => part(6, text)),
  ].join('');
}
