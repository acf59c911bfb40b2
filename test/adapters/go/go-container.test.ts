import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGoContainer } from '../../../src/adapters/go/go-container.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sim-go-container-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const gone = () => Promise.reject(Object.assign(new Error('no such thing'), { statusCode: 404 }));

/** An engine that keeps what is made, and in whose containers each program says what `says` has for its arguments. */
function engine(says: (command: readonly string[]) => string | Promise<string>) {
  const things = new Set<string>();
  const environments: (readonly string[])[] = [];
  const thing = (name: string) => ({
    inspect: async () => (things.has(name) ? { State: { Running: true } } : gone()),
    remove: async () => things.delete(name),
    start: async () => undefined,
    modem: {
      demuxStream: (stream: PassThrough, _: PassThrough, stderr: PassThrough) => stream.pipe(stderr),
    },
    exec: async ({ Cmd, Env }: { Cmd: readonly string[]; Env: readonly string[] }) => {
      environments.push(Env);
      const said = await says(Cmd.slice(Cmd.indexOf('go') + 1));
      return {
        start: async () => new PassThrough().end(said),
        inspect: async () => ({ ExitCode: said === '' ? 0 : 1 }),
      };
    },
  });
  const docker = {
    info: async () => ({}),
    getContainer: thing,
    getVolume: thing,
    createVolume: async ({ Name }: { Name: string }) => things.add(Name),
    createContainer: async ({ name }: { name: string }) => things.add(name),
  };
  const go = (env: Readonly<Record<string, string>> = {}) =>
    createGoContainer({
      // Of the engine only this is asked.
      docker: docker as unknown as Docker,
      ...{ name: 'shop', stateDir: join(folder, '.sim'), root: folder, outputs: [], certificates: undefined },
      ...{ goVersion: '1.26', image: async () => 'golang', env: { GOENV: 'off', HOME: folder, ...env } },
    });
  return { go, things, environments };
}

const tooOld = 'go: go.mod requires go >= 1.99 (running go 1.26.8; GOTOOLCHAIN=local)\n';
const notFetched = 'go: downloading go1.99 (linux/amd64)\ngo: download go1.99: 403 Forbidden\n';

test.each([tooOld, notFetched])(
  'a container in which Go was too old as well goes again, with its volume',
  async (said) => {
    const { go, things } = engine(() => said);
    expect(await go().run(['list'], {})).toMatchObject({ succeeded: false, stderr: said });
    expect(things).toEqual(new Set());
  },
);

test('it stays where it was of use, be it to find an error in the source', async () => {
  const { go, things } = engine(([what]) => (what === 'build' ? 'main.go:1:1: wrong\n' : tooOld));
  const builder = go();
  await builder.run(['build'], {});
  await builder.run(['list'], {});
  expect(things.size).toBe(2);
});

test('it stays for another run that is under way, and what was there before is not touched', async () => {
  const ends = Promise.withResolvers<string>();
  const { go, things } = engine(([what]) => (what === 'build' ? ends.promise : tooOld));
  const builder = go();
  const building = builder.run(['build'], {});
  await builder.run(['list'], {});
  expect(things.size).toBe(2);
  ends.resolve(tooOld);
  await building;
  expect(things).toEqual(new Set());

  things.add('sim-shop_go');
  await go().run(['list'], {});
  expect(things).toEqual(new Set(['sim-shop_go']));
});

test('the user’s GOTOOLCHAIN holds inside, and without one a newer Go may be fetched', async () => {
  const { go, environments } = engine(() => '');
  await go().run(['list'], {});
  await go({ GOTOOLCHAIN: 'local' }).run(['list'], {});
  expect(environments[0]).toContain('GOTOOLCHAIN=auto');
  expect(environments[1]).toContain('GOTOOLCHAIN=local');
});

test.each([
  ['1.99.0', undefined, true],
  ['1.99.0', 'local', false],
  ['1.99.0', 'go1.26.1+path', false],
  ['1.99.0', 'go1.26.1+auto', true],
  ['1.26.9', 'local', true],
])('whether %s may be had there with GOTOOLCHAIN=%s: %s', async (version, GOTOOLCHAIN, may) => {
  const builder = engine(() => '').go(GOTOOLCHAIN === undefined ? {} : { GOTOOLCHAIN });
  expect(await builder.mayServe(version)).toBe(may);
});
