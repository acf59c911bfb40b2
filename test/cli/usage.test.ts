import { expect, test } from 'vitest';
import { exitCodeOf } from '../../src/errors.js';
import { Story } from '../fakes/story.js';
import { standing } from './typed.js';

test.each([
  ['upp', "unknown command 'upp'", "Did you mean 'up'?"],
  ['nonsense', "unknown command 'nonsense'", 'bin/sim --help shows what there is'],
  ['up --detatch', "unknown option '--detatch'", "Did you mean '--detach'?"],
  ['pin catalog x', "'x' is no <build>", 'the number of a build, such as 3'],
  [
    'up --images foo',
    "'foo' cannot be the value of --images <mode>",
    'allowed choices are auto, registry, local',
  ],
  ['ls x', "too many arguments for 'ls'", 'expected 0 arguments but got 1: x'],
  ['why', "missing required argument 'service'", 'bin/sim why --help shows what there is'],
])('a mistyped command line is told as any other failure: sim %s', async (typed, message, hint) => {
  await using shop = await standing(new Story().snapshot);
  const failure: unknown = await shop.type(...typed.split(' ')).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'SimError', code: 'usage', message, hint });
  expect(exitCodeOf(failure)).toBe(2);
});

test('help names only defaults that say something', async () => {
  await using shop = await standing(new Story().snapshot);
  const help = shop.help('up');
  expect(help).toContain('(default: "shop")');
  expect(help).toContain('-d, --detach');
  expect(help).not.toMatch(/default: (false|\[\])/);
});
