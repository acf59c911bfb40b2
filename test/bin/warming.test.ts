import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildFlags } from '../../src/adapters/go/build-flags.js';
import { root } from '../house/sources.js';

test('what the launcher compiles ahead has the flags of the builds that come after it', () => {
  const launcher = readFileSync(join(root, 'bin/prepare.sh'), 'utf8');
  const compilerFlags = buildFlags.filter((flag) => !flag.startsWith('-ldflags'));
  expect(compilerFlags.filter((flag) => !launcher.includes(flag))).toEqual([]);
});
