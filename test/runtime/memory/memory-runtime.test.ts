import { createMemoryRuntime } from '../../../src/runtime/memory/memory-runtime.js';
import { MemoryWorld } from '../../../src/runtime/memory/memory-world.js';
import { runtimeContract } from '../contract.js';

const image = 'part:1';

runtimeContract('in memory', async () => {
  const world = new MemoryWorld({
    services: {
      web: {
        ports: [8080],
        says: ['serving on :8080'],
        exec: () => ({ exitCode: 3, stdout: 'words-of-its-own\n' }),
      },
      job: { says: ['one', 'two'], ends: { afterMs: 10, code: 0 } },
      broken: { ends: { afterMs: 10, code: 3 } },
      phoenix: { ends: { afterMs: 10, code: 1 }, restart: 'on-failure' },
    },
    images: [image, 'part:2'],
    volumes: ['data'],
  });
  return {
    runtime: createMemoryRuntime(world),
    images: { web: image, job: image, broken: image, phoenix: image },
    otherImage: 'part:2',
    saying: ['say'],
    async until(look) {
      for (let i = 0; i < 1000; i++) {
        const found = await look();
        if (found !== undefined) return found;
        world.advance(10);
      }
      throw new Error('ten seconds have passed in there, and nothing of the kind was seen');
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
});
