import { expect, test } from 'vitest';
import { parseBuildErrors } from '../../../src/adapters/go/build-errors.js';
import { buildWords } from '../../../src/adapters/go/go-words.js';

/** Each error as a compiler would write it. */
function read(...lines: readonly string[]): readonly string[] {
  return parseBuildErrors(lines.join('\n')).map(({ file, line, column, message }) =>
    [file, line, column, ` ${message}`]
      .filter((part) => part !== undefined)
      .join(':')
      .trim(),
  );
}

test('what Go only does on its way is told where there is nothing else', () => {
  const fetching = 'go: downloading example.test/x v1.0.0';
  expect(read(fetching, 'go: example.test/x@v1.0.0: 404 Not Found')).toEqual([
    'go: example.test/x@v1.0.0: 404 Not Found',
  ]);
  expect(read('WORK=/tmp/go-build1', fetching)).toEqual(['WORK=/tmp/go-build1', fetching]);
  expect(read('')).toEqual(['Go failed and said nothing']);
});

test('an address with its port is no file, and neither is a time of day', () => {
  expect(read('dial tcp 127.0.0.1:1: connection refused')).toEqual([
    'dial tcp 127.0.0.1:1: connection refused',
  ]);
  expect(read('https://proxy.test:8443: refused')).toEqual(['https://proxy.test:8443: refused']);
  expect(parseBuildErrors('2026/11/30 12:00:00: wrong')).toMatchObject([{ file: undefined }]);
});

test('advice that stands at the start of a line belongs to the error before it', () => {
  expect(
    read(
      'main.go:3:8: example.test/x: invalid version: git ls-remote: exit status 128:',
      '\tfatal: could not read Username',
      'Confirm the import path was entered correctly.',
      'main.go:4:8: undefined: y',
    ),
  ).toEqual([
    'main.go:3:8: example.test/x: invalid version: git ls-remote: exit status 128: fatal: could not read Username\nConfirm the import path was entered correctly.',
    'main.go:4:8: undefined: y',
  ]);
});

test('a sum that does not fit is told with all its warnings', () => {
  const sums = ['\tdownloaded: h1:abc', '\tgo.sum:     h1:def'];
  const more = ['', 'SECURITY ERROR', 'This download does NOT match an earlier download recorded in go.sum.'];
  expect(read('verifying example.test/x@v1.0.0: checksum mismatch', ...sums, ...more)).toEqual([
    'verifying example.test/x@v1.0.0: checksum mismatch\ndownloaded: h1:abc\ngo.sum:     h1:def\nSECURITY ERROR\nThis download does NOT match an earlier download recorded in go.sum.',
  ]);
});

test('with -json what a build says that failed is read, and no warning of another', () => {
  const event = (Action: string, ImportPath: string, Output?: string) =>
    JSON.stringify({ ImportPath, Action, Output });
  const stdout = [
    event('build-output', 'other', '# other\nld: warning: old\n'),
    event('build-output', 'app', '# app\n'),
    event('build-output', 'app', 'main.go:1:1: wrong\n'),
    event('build-fail', 'app'),
  ].join('\n');
  expect(buildWords({ stdout, stderr: '' })).toBe('# app\nmain.go:1:1: wrong\n');
  expect(buildWords({ stdout, stderr: 'go: more\n' })).toBe('go: more\n\n# app\nmain.go:1:1: wrong\n');
  expect(buildWords({ stdout: 'a word', stderr: '' })).toBe('a word');
});

/** Lines as Go and its tools write them, among which any may follow any other. */
const pool = [
  '# test.example/app',
  '# [pkg-config --cflags -- x]',
  'app/main.go:3:8: undefined: x',
  'grammar.y:7: undefined: rule',
  '\tgo get x',
  '\thave (number)',
  'go: updates to go.mod needed; to update it:',
  'go: errors parsing go.mod:',
  'package test.example/app',
  '\timports test.example/b: import cycle not allowed',
  '\tmid/mid.go:3:8: use of internal package x not allowed',
  'a.c: In function f:',
  '    5 |   return x;',
  'In file included from a.h:3,',
  '                 from b.c:2:',
  'a.h:1:5: note: declared here',
  'compilation terminated.',
  'main.main: relocation target main.a not defined',
  'note: module requires Go 1.99',
  'too many errors',
  '',
  'go: example.test/x@v1 requires',
  '\texample.test/y@v1: reading https://proxy.test:443/x: 404',
  'goroutine 1 [running]:',
  '\t/usr/local/go/src/x.go:12 +0x1d',
];

test('no word is lost and none changes its place, whatever follows what', () => {
  let seed = 1;
  const next = (below: number) => {
    seed = (seed * 48271) % 0x7fffffff;
    return seed % below;
  };
  const wordsOf = (text: string) => text.split(/\s+/).filter((word) => word !== '' && word !== 'go:');
  const isPlace = (word: string) => /^\S+?:\d+(?::\d+)?:$/.test(word);
  // Before a place that stands last comes a colon.
  const others = (words: readonly string[]) =>
    words.filter((word) => !isPlace(word)).map((word) => word.replace(/:$/, ''));
  for (let round = 0; round < 3000; round++) {
    const lines = Array.from({ length: 1 + next(7) }, () => pool[next(pool.length)] ?? '');
    const news = wordsOf(lines.filter((line) => !line.startsWith('# ')).join('\n'));
    if (news.length === 0) continue;
    const told = parseBuildErrors(lines.join('\n')).flatMap(
      ({ file, line, column, package: name, message }) =>
        file === undefined
          ? wordsOf(name === undefined ? message : message.slice(message.indexOf(': ') + 2))
          : [`${[file, line, column].filter((part) => part !== undefined).join(':')}:`, ...wordsOf(message)],
    );
    expect(others(told), lines.join('\n')).toEqual(others(news));
    expect(told.filter(isPlace).toSorted(), lines.join('\n')).toEqual(news.filter(isPlace).toSorted());
  }
});
