import { defineConfig } from 'vitest/config';

/** Have the real Go compile, which takes its time. */
const toolchain = ['test/adapters/go/**/*.test.ts', 'test/effects/builds/**/*.test.ts'];

export default defineConfig({
  test: {
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
          exclude: ['test/engine/**', ...toolchain],
        },
      },
      { test: { name: 'toolchain', include: toolchain, testTimeout: 60_000 } },
      {
        test: {
          name: 'engine',
          include: ['test/engine/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
