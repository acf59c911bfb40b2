import { describe, expect, it } from 'vitest';
import {
  compileCommand,
  importLines,
  parseCommand,
  parseImports,
  withValues,
} from '../../../../src/adapters/go/replay/commands.js';

const compile =
  '/go/compile -o /w/b1/_pkg_.a -trimpath "/w/b1=>" -p main -complete -importcfg /w/b1/importcfg -pack "/my shop/a.go" /shop/b.go';

describe('a command of the action graph', () => {
  it('is read with its quoted parts', () => {
    expect(parseCommand('/go/compile -trimpath "/w/b1=>" "" "/a \\"b\\"/c.go"')).toEqual([
      '/go/compile',
      '-trimpath',
      '/w/b1=>',
      '',
      '/a "b"/c.go',
    ]);
  });

  it('gets other values for its flags, and keeps all else', () => {
    const command = parseCommand(compile);
    expect(
      command && withValues(command, { '-o': 'new.a', '-importcfg': 'new', '-embedcfg': 'none' }),
    ).toEqual([
      ...['-o', 'new.a', '-trimpath', '/w/b1=>', '-p', 'main', '-complete'],
      ...['-importcfg', 'new', '-pack', '/my shop/a.go', '/shop/b.go'],
    ]);
  });

  it('is run again where it alone compiled a package of Go files', () => {
    expect(compileCommand([compile])?.at(-1)).toBe('/shop/b.go');
  });

  it.each([
    ['an assembler ran too', [compile, '/go/asm -o x.o x.s']],
    ['the compiler saw assembly', [compile.replace('-pack', '-symabis /w/symabis -pack')]],
    ['a profile guided it', [compile.replace('-pack', '-pgoprofile=/w/pgo -pack')]],
    ['it counts coverage', [compile.replace('-pack', '-coveragecfg=/w/cover -pack')]],
    ['an overlay stood in for files', [compile.replace('"/w/b1=>"', '"/o/a.go=>/shop/a.go;/w/b1=>"')]],
    ['another tool was put before it', [`/bin/time ${compile}`]],
    ['it was found in the cache', []],
  ])('is not run again where %s', (_, lines) => {
    expect(compileCommand(lines)).toBeUndefined();
  });
});

describe('an importcfg', () => {
  const text =
    '# import config\nimportmap a=vendor/a\npackagefile b=/c/b=1.a\npackagefile c=/c/c.a\nmodinfo "x=1"\n';

  it('is read and written, with lines of other kinds as they are', () => {
    const { archives, others } = parseImports(text);
    expect(archives).toEqual({ b: '/c/b=1.a', c: '/c/c.a' });
    expect(importLines(['b'], { ...archives, b: '/new.a' }, others)).toBe(
      'packagefile b=/new.a\nimportmap a=vendor/a\nmodinfo "x=1"\n',
    );
  });
});
