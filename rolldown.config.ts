import { dirname, join } from 'node:path';
import { defineConfig, type Plugin } from 'rolldown';

/** The rare parts that were found where they are expected. */
const found = new Set<string>();

/**
 * What dockerode carries along for the rare case (BuildKit sessions over gRPC, engines over SSH) is read when that case comes:
 * it took half of the time that a controller needs to begin.
 */
const whenNeeded: Plugin = {
  name: 'when-needed',
  buildEnd(error) {
    if (error === undefined && found.size < 2)
      this.error('dockerode reads its rare parts otherwise than it did');
  },
  resolveId(source, importer) {
    const rare =
      (source === './session' && importer?.endsWith('/dockerode/lib/docker.js')) ||
      (source === './ssh' && importer?.endsWith('/docker-modem/lib/modem.js'));
    if (!rare) return undefined;
    found.add(source);
    return `\0when-needed:${join(dirname(importer ?? ''), source)}.js`;
  },
  load(id) {
    const file = /^\0when-needed:(.*)$/.exec(id)?.[1];
    return file === undefined
      ? undefined
      : `module.exports = (...given) => require(${JSON.stringify(file)})(...given);`;
  },
};

/**
 * What many parts share and what stands on no package. Left to itself each of these becomes a file, and finding forty of them takes
 * a third of the time that a controller needs to begin.
 */
const base =
  /\/src\/(errors|cli\/context|adapters\/controller\/(connect|state-dir)|engine\/(engine|ensure|find|is-alive|proxies)|environment\/(environment|name)|outputs\/text\/(error|left|paint)|words\/[a-z-]+|contract\/[a-z-]+|state\/(topology\/addresses|traffic\/rates))\.ts$/;

const baseAlone: Plugin = {
  name: 'base-alone',
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((each) => each.type === 'chunk');
    const needed = new Set(chunks.filter(({ name }) => name === 'base'));
    if (needed.size === 0) this.error('there is no base');
    for (const { imports } of needed) {
      for (const each of chunks) if (imports.includes(each.fileName)) needed.add(each);
    }
    const packages = [...needed].flatMap(({ moduleIds }) =>
      moduleIds.filter((id) => id.includes('/node_modules/')),
    );
    if (packages.length > 0)
      this.error(`every command would have to load ${packages[0]}: something in base imports it`);
  },
};

/** What `bin/sim` runs, in few files: finding and reading 900 modules took most of the time that a command needs to begin. */
export default defineConfig({
  input: {
    main: 'src/main.ts',
    // The trace reader's thread.
    worker: 'src/inputs/otlp/worker.ts',
    // For the runner of all tests and for the benchmarks.
    'engine/ensure': 'src/engine/ensure.ts',
    'engine/find': 'src/engine/find.ts',
    'engine/commands': 'src/engine/commands.ts',
    'images/create-provider': 'src/images/create-provider.ts',
    'adapters/registry': 'src/adapters/registry.ts',
  },
  platform: 'node',
  plugins: [whenNeeded, baseAlone],
  // ssh2 brings compiled code along and gRPC much code; the others are only there for those who installed them.
  external: [
    'ssh2',
    '@grpc/grpc-js',
    '@grpc/proto-loader',
    'cpu-features',
    'react-devtools-core',
    'bufferutil',
    'utf-8-validate',
  ],
  // React's development build draws the same, slower.
  transform: {
    define: {
      'process.env.NODE_ENV': '"production"',
    },
  },
  output: {
    dir: 'dist',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    sourcemap: true,
    comments: false,
    codeSplitting: { groups: [{ name: 'base', test: base, minShareCount: 2 }] },
  },
});
