import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../house/sources.js';

test('every script of package.json brings a fitting Node along: none trusts the one of the machine', () => {
  // Written by npm in this shape.
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const commands = Object.values(scripts).flatMap((script) => script.split(/\s*(?:&&|\|\||;|\|)\s*/));
  const trusting = commands.filter((command) => !/^(?:\w+=\S+ )*(?:bin\/[\w-]+|npm run)( |$)/.test(command));
  expect(commands.length).toBeGreaterThan(0);
  expect(trusting).toEqual([]);
});
