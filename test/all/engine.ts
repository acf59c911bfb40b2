import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

type Engine = typeof import('../../src/engine/ensure.js');

/** Makes sure that an engine answers, installing one where CI=true agrees to it. Throws with what to do. */
export async function ensureEngineFor(root: string, print: (line: string) => void): Promise<string> {
  // Compiled by bin/sim-test a moment ago, from the module whose type this is.
  const { ensureEngine } = (await import(pathToFileURL(join(root, 'dist/engine/ensure.js')).href)) as Engine;
  const found = await ensureEngine({
    env: process.env,
    signal: new AbortController().signal,
    report: print,
    stepCommand: [process.execPath, join(root, 'dist/main.js'), 'engine-step'],
    ask: async ({ question }) => {
      if (process.env.CI === 'true') return true;
      print(`${question} CI=true agrees.`);
      return false;
    },
  });
  return `Docker ${found.version}, Compose ${found.composeVersion}`;
}
