import { defineConfig } from 'rolldown';

/** What `bin/sim` runs, in few files: finding and reading 900 modules took most of the time that a command needs to begin. */
export default defineConfig({
  input: {
    main: 'src/main.ts',
    // The trace reader's thread.
    worker: 'src/inputs/otlp/worker.ts',
    // For the runner of all tests and for the benchmarks.
    'engine/ensure': 'src/engine/ensure.ts',
    'engine/find': 'src/engine/find.ts',
  },
  platform: 'node',
  // ssh2 brings compiled code along; the others are only there for those who installed them.
  external: ['ssh2', 'cpu-features', 'react-devtools-core', 'bufferutil', 'utf-8-validate'],
  // React's development build draws the same, slower.
  transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  output: {
    dir: 'dist',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    sourcemap: true,
    comments: false,
  },
});
