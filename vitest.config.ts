import { defineConfig } from 'vitest/config';

/** Have the real Go compile, which takes its time. */
const toolchain = ['test/adapters/go/**/*.test.ts', 'test/effects/builds/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: ['test/engine/**', 'test/bench/**', ...toolchain],
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
