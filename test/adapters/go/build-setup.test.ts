import { describe, expect, test } from 'vitest';
import { buildSetup, type SetupInput } from '../../../src/adapters/go/build-setup.js';
import { joinedWords, quotedWords } from '../../../src/adapters/go/quoted-words.js';

const nothing: SetupInput = {
  goflags: [],
  usesC: true,
  compiler: 'gcc',
  chosen: undefined,
  needC: [],
  dockerfile: undefined,
};
const file = { ldflags: undefined, tags: [], cgo: undefined, unstamped: false, leftOut: [], line: 4 };
const c = { path: 'example.test/c', alone: false };
const plain = '-ldflags=-s -w -buildid=';

describe('how a binary is made', () => {
  test('by Sim’s own flags alone where nobody says more', () => {
    expect(buildSetup(nothing)).toMatchObject({
      loadFlags: [],
      compileFlags: ['-buildvcs=false', '-gcflags=all=-dwarf=false'],
      linkFlags: [plain],
      environment: { CGO_ENABLED: '0' },
      refused: undefined,
    });
  });

  test('flags of GOFLAGS that Sim sets as well are merged, each with its pattern', () => {
    const { linkFlags, compileFlags } = buildSetup({
      ...nothing,
      goflags: [
        '-ldflags=-X=main.version=1.2.3',
        '--ldflags=example.test/...=-s -X a.b=c',
        '-gcflags=-N -l',
        '-v',
      ],
    });
    expect(linkFlags).toEqual([
      plain,
      `${plain} -X=main.version=1.2.3`,
      '-ldflags=example.test/...=-s -w -buildid= -X a.b=c',
    ]);
    expect(compileFlags).toEqual([
      ...['-buildvcs=false', '-gcflags=all=-dwarf=false', '-gcflags=-dwarf=false -N -l'],
    ]);
  });

  test('what the Dockerfile says comes first, and what it says of linking by C counts only where C is linked', () => {
    const dockerfile = {
      ...file,
      ldflags: `-s -w -X 'main.name=the name' -linkmode external -extldflags "-static -lm"`,
      tags: ['netgo', 'a'],
    };
    const own = buildSetup({ ...nothing, dockerfile, goflags: ['-tags=b,a', '-ldflags=-X=x.y=z'] });
    expect(own.linkFlags).toEqual([
      `${plain} -X 'main.name=the name'`,
      `${plain} -X 'main.name=the name' -X=x.y=z`,
    ]);
    expect(own.loadFlags).toContain('-tags=b,a,netgo');
    const withC = buildSetup({ ...nothing, dockerfile, needC: [c] });
    expect(withC.linkFlags).toEqual([
      `${plain} -X 'main.name=the name' -linkmode=external '-extldflags=-static -lm'`,
    ]);
    expect(withC.loadFlags).toContain('-tags=netgo,a,osusergo');
    expect(withC.environment).toEqual({ CGO_ENABLED: '1' });
  });

  test('C is used only where a package needs it, and its library comes along', () => {
    expect(buildSetup({ ...nothing, needC: [c] }).linkFlags).toEqual([
      `${plain} -linkmode=external -extldflags=-static`,
    ]);
    expect(buildSetup({ ...nothing, goflags: ['-buildmode=pie'] }).linkFlags).toEqual([
      `${plain} -linkmode=external -extldflags=-static-pie`,
    ]);
    expect(buildSetup({ ...nothing, goflags: ['-race'] }).environment).toEqual({ CGO_ENABLED: '1' });
    expect(buildSetup({ ...nothing, goflags: ['-race=false'] }).environment).toEqual({ CGO_ENABLED: '0' });
  });

  test('what can’t run is refused with the reason, what is left out is said', () => {
    const without = { ...nothing, usesC: false, compiler: 'clang' };
    const refused = (input: SetupInput) => buildSetup(input).refused;
    expect(refused({ ...without, goflags: ['-race'] })).toBe(
      '-race needs C, and Go finds no C compiler here (clang); install one (gcc with the C library to link statically), or run the image with --no-watch',
    );
    expect(refused({ ...without, goflags: ['-buildmode=pie'] })).toMatch(
      /^-buildmode=pie needs C to be linked for an image without libraries, and /,
    );
    expect(refused({ ...nothing, goflags: ['-buildmode=plugin'] })).toBe(
      '-buildmode=plugin makes no program that could run',
    );
    expect(refused({ ...without, needC: [{ ...c, alone: true }] })).toMatch(
      /^example\.test\/c needs C, and Go/,
    );
    expect(refused({ ...without, chosen: '0', goflags: ['-race'] })).toContain('CGO_ENABLED=0 forbids it');
    expect(buildSetup({ ...without, needC: [c] }).notes).toEqual([
      'built without C, with which example.test/c would be another: Go finds no C compiler here (clang)',
    ]);
    expect(buildSetup({ ...without, chosen: '0', needC: [c] }).notes).toEqual([]);
  });

  test('what the user types wins over the Dockerfile, and that over Go', () => {
    const cgo = (input: Partial<SetupInput>) => buildSetup({ ...nothing, needC: [c], ...input }).environment;
    expect(cgo({ dockerfile: { ...file, cgo: '0' } })).toEqual({ CGO_ENABLED: '0' });
    expect(cgo({ dockerfile: { ...file, cgo: '0' }, chosen: '1' })).toEqual({ CGO_ENABLED: '1' });
    // Where Go runs elsewhere it does not hear what was typed here.
    expect(cgo({ chosen: '0' })).toEqual({ CGO_ENABLED: '0' });
    expect(cgo({ dockerfile: { ...file, cgo: '1' }, usesC: false, chosen: '0' })).toEqual({
      CGO_ENABLED: '0',
    });
  });
});

test('words are quoted as Go quotes them: as a whole or not at all', () => {
  const text = `-X 'a b' "c'd" x'y -e=f`;
  expect(quotedWords(text)).toEqual(['-X', 'a b', "c'd", "x'y", '-e=f']);
  expect(quotedWords(joinedWords(quotedWords(text)))).toEqual(quotedWords(text));
});
