import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

/** Have the real Go compile, which takes its time. */
const toolchain = [
  'test/adapters/go/**/*.test.ts',
  'test/effects/builds/**/*.test.ts',
  'test/init/with-go/**/*.test.ts',
  'test/fuzz/go/net.test.ts',
];

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          // Some start programs: what takes long on a busy machine is no failure.
          testTimeout: 60_000,
          // One module graph per process: reading it anew for each file took half of the time. No module holds state that a
          // test could leave behind for the next one.
          isolate: false,
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: ['test/with-engine/**', 'test/compose/cases.test.ts', ...toolchain],
        },
      },
      { test: { name: 'toolchain', include: toolchain, testTimeout: 60_000 } },
      {
        test: {
          name: 'engine',
          include: ['test/with-engine/**/*.test.ts'],
          globalSetup: ['test/with-engine/prepare.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          // Most of their time they wait, for health checks and for processes to end: more of them go on than there are cores.
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Outside `npm test`: with which Compose is for `npm run test:compose` to say.
        test: {
          name: 'compose',
          include: ['test/compose/cases.test.ts'],
          globalSetup: ['test/compose/global-setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
