import { expect, test } from 'vitest';
import { askTogether } from '../../../src/adapters/go/ask-together.js';

/** Answers each key by its length, once let go. */
function questions() {
  const asked: (readonly string[])[] = [];
  const begun = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const released = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { ask } = askTogether(async (keys) => {
    const turn = asked.push(keys) - 1;
    begun[turn]?.resolve();
    await released[turn]?.promise;
    if (keys.includes('wrong')) throw new Error('no such thing');
    return new Map(keys.map((key) => [key, key.length]));
  });
  return {
    ask,
    asked,
    begun: (count: number) => begun[count - 1]?.promise,
    release: (turn: number) => released[turn]?.resolve(),
  };
}

test('what is asked in one moment is one question, and what comes meanwhile the next', async () => {
  const { ask, asked, begun, release } = questions();
  const first = [ask('a'), ask('bb'), ask('a')];
  await begun(1);
  const second = [ask('ccc'), ask('a')];
  release(0);
  expect(await Promise.all(first)).toEqual([1, 2, 1]);
  await begun(2);
  release(1);
  expect(await Promise.all(second)).toEqual([3, 1]);
  expect(asked).toEqual([
    ['a', 'bb'],
    ['ccc', 'a'],
  ]);
});

test('a question that fails fails for those who asked it, and the next is asked', async () => {
  const { ask, begun, release } = questions();
  const wrong = ask('wrong');
  await begun(1);
  const next = ask('a');
  release(0);
  await expect(wrong).rejects.toThrow('no such thing');
  await begun(2);
  release(1);
  expect(await next).toBe(1);
});
