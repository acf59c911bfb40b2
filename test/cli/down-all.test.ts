import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { ask, targetOf } from '../../src/cli/down-all.js';

/** A terminal at which somebody types, or none; what is said there is kept. */
function terminal(isTTY: boolean, typed = '', signal = new AbortController().signal) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stderr = Object.assign(new PassThrough(), { isTTY });
  if (typed !== '') stdin.write(typed);
  // Streams of a process have more that nobody asks for here.
  const streams = { stdin, stderr } as unknown as Pick<NodeJS.Process, 'stdin' | 'stderr'>;
  return { context: { ...streams, interrupted: signal }, said: () => String(stderr.read() ?? '') };
}

const theirs = [{ name: 'shop', stateDir: '/home/ann/sim/.sim/shop', isForeign: true }];

test('whoever is asked sees which environments of which checkouts are meant, and must say yes', async () => {
  const yes = terminal(true, 'y\n');
  expect(await ask(yes.context, theirs)).toBe('take');
  expect(yes.said()).toContain('shop (/home/ann/sim/.sim)');
  expect(await ask(terminal(true, '\n').context, theirs)).toBe('leave');
  expect(await ask(terminal(true, 'what?\n').context, theirs)).toBe('leave');
});

test('where nobody is there to ask they are left, and told with what takes them', async () => {
  const nobody = terminal(false);
  expect(await ask(nobody.context, theirs)).toBe('nobody to ask');
  expect(nobody.said()).toMatch(/--yes takes them down, too[\s\S]*shop \(\/home\/ann\/sim\/\.sim\)/);
});

test('a Ctrl-C instead of an answer takes nothing', async () => {
  const interrupt = new AbortController();
  const { context } = terminal(true, '', interrupt.signal);
  const answer = ask(context, theirs);
  interrupt.abort();
  await expect(answer).rejects.toMatchObject({ code: 'interrupted' });
});

test('what another checkout made is its own as long as that is there', async () => {
  const other = await mkdtemp(join(tmpdir(), 'sim-other-'));
  onTestFinished(() => rm(other, { recursive: true, force: true }));
  const context = { stateDirOf: async (name: string) => `/here/.sim/${name}` };
  const of = (...owners: readonly string[]) => targetOf(context, { name: 'shop', owners });
  expect(await of(other)).toEqual({ name: 'shop', stateDir: other, isForeign: true });
  expect(await of('/here/.sim/shop')).toMatchObject({ stateDir: '/here/.sim/shop', isForeign: false });
  expect(await of(join(other, 'gone'))).toMatchObject({ stateDir: '/here/.sim/shop', isForeign: false });
  expect(await of()).toMatchObject({ isForeign: false });
});
