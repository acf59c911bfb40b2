import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { attachView } from '../../src/cli/attach.js';
import { downThroughController } from '../../src/cli/down.js';
import { followPlainly } from '../../src/cli/follow.js';
import { type UpOptions, up } from '../../src/cli/up.js';
import { ControllerClient } from '../../src/contract/client.js';
import type { Event, Wish } from '../../src/state/core/event.js';
import { definition, environment } from '../fakes/environment.js';
import { nothingRemoved } from '../fakes/removal.js';
import { Story } from '../fakes/story.js';
import { contextOf, type Standing, standing } from './typed.js';

const began = 1_000_000;

/** Redis, which is declared and wanted. */
function declared() {
  return new Story().tell(
    { kind: 'environment.declared', environment: environment([definition('redis')]) },
    { kind: 'up.requested' },
    { kind: 'engine.connected', version: '26.1.5' },
  );
}

function ready() {
  const story = declared();
  story.imagesReady().created('redis').runs('redis');
  return story.snapshot;
}

/** Nothing is left as soon as that is wished. */
function goesDown(wish: Wish): readonly Event[] {
  const at = Date.now();
  const removal = { ...nothingRemoved, containers: ['redis'] };
  return [
    { ...wish, at },
    { kind: 'environment.removed', at, removal },
  ];
}

/** Follows an `up`; Ctrl-C comes as soon as these words were printed. */
async function interruptedAt(
  words: string,
  shop: Standing,
  options: { readonly joined?: boolean; readonly detach?: boolean; readonly began?: number },
) {
  const ctrlC = new AbortController();
  const [output, context] = contextOf('', ctrlC.signal);
  const write = context.stdout.write.bind(context.stdout);
  context.stdout.write = (text: string | Uint8Array) => {
    if (String(text).includes(words)) setImmediate(() => ctrlC.abort());
    return write(text);
  };
  const code = await followPlainly(context, new ControllerClient(shop.socket), {
    ...{
      name: 'blue',
      detach: false,
      wait: false,
      waitTimeoutMs: undefined,
      json: false,
      joined: false,
      began,
    },
    ...options,
  });
  return { code, lines: output.join('').split('\n').slice(0, -1) };
}

test('Ctrl-C stops what this up began, as it said, and tells that once', async () => {
  await using shop = await standing(ready(), goesDown);
  const { code, lines } = await interruptedAt('Ctrl-C stops', shop, {});
  expect(code).toBe(130);
  expect(lines.filter((line) => line.includes('nothing of the environment is left running'))).toHaveLength(1);
  expect(lines.at(-1)).toBe('blue: removed 1 container, 0 networks, 0 volumes');
});

test('Ctrl-C leaves an environment that was up already, as it said', async () => {
  await using shop = await standing(ready());
  const { code, lines } = await interruptedAt('Ctrl-C leaves', shop, { joined: true });
  expect([code, lines.at(-1)]).toEqual([130, 'blue runs on; bin/sim down --name blue ends it']);
  expect(shop.wishes).toEqual([]);
});

test('what ran before its controller came back is left as well', async () => {
  await using shop = await standing(ready());
  const { code, lines } = await interruptedAt('Ctrl-C leaves', shop, { began: Date.now() });
  expect([code, lines.at(-1)]).toEqual([130, 'blue runs on; bin/sim down --name blue ends it']);
  expect(shop.wishes).toEqual([]);
});

test('Ctrl-C while up -d waits lets it go on', async () => {
  await using shop = await standing(declared().snapshot);
  const { code, lines } = await interruptedAt('engine 26.1.5 answers', shop, { detach: true });
  expect([code, lines.at(-1)]).toEqual([
    130,
    'blue goes on starting in the background; bin/sim attach --name blue shows it, bin/sim down --name blue ends it',
  ]);
  expect(shop.wishes).toEqual([]);
});

test('Ctrl-C while down waits leaves it to the controller, and says so', async () => {
  const ctrlC = new AbortController();
  await using shop = await standing(ready(), () => {
    ctrlC.abort();
    return [];
  });
  const [, context] = contextOf('', ctrlC.signal);
  const controller = new ControllerClient(shop.socket);
  await expect(
    downThroughController(context, controller, { name: 'blue', volumes: false, json: false }),
  ).rejects.toMatchObject({
    code: 'interrupted',
    message: 'blue goes on going down in the background',
    hint: 'bin/sim down --name blue once more waits for it',
  });
});

test('Ctrl-C before the view is there says what becomes of what was begun', async () => {
  await using shop = await standing(declared().snapshot);
  const [output, context] = contextOf('', AbortSignal.abort());
  expect(await attachView(context, new ControllerClient(shop.socket), 'blue')).toBe(130);
  expect(output.join('')).toBe(
    'blue goes on starting in the background; bin/sim attach --name blue shows it, bin/sim down --name blue ends it\n',
  );
});

test('Ctrl-C while the engine is looked for says that nothing was begun', async () => {
  await using shop = await standing(declared().snapshot);
  const [, context] = contextOf(dirname(shop.socket), AbortSignal.abort());
  const options: UpOptions = {
    ...{
      name: 'blue',
      names: [],
      files: [],
      envFiles: [],
      profiles: [],
      sample: false,
      isNamed: true,
      watch: true,
      vet: false,
      test: false,
    },
    ...{ detach: false, wait: false, waitTimeoutMs: undefined, plain: true, json: false, yes: false },
    images: 'auto',
  };
  await expect(up(context, options)).rejects.toMatchObject({
    code: 'interrupted',
    message: 'interrupted before anything was begun; the same command once more begins it',
  });
  expect(shop.wishes).toEqual([]);
});
