import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { childEnv } from '../../with-engine/fixtures/checkout.ts';
import { freePort } from '../../with-engine/fixtures/free-port.ts';
import { Program, productsOn } from './program.ts';
import type { Rival, Surroundings } from './rival.ts';

const version = 'v1.67.4';

/** air with its defaults, but for what to build and to run. */
export async function air({ workFolder, shop, stores }: Surroundings): Promise<Rival> {
  const folder = join(workFolder, 'air');
  const bin = join(workFolder, 'bin');
  await cp(shop, folder, { recursive: true });
  await execa('go', ['install', `github.com/air-verse/air@${version}`], { env: childEnv({ GOBIN: bin }) });
  const port = await freePort();
  const program = new Program(folder, { ...stores, PORT: String(port) });
  program.start(join(bin, 'air'), [
    '--build.cmd',
    'go build -o ./tmp/main ./cmd/catalog',
    '--build.entrypoint',
    './tmp/main',
  ]);
  return {
    name: `air ${version}`,
    url: productsOn(port),
    folder,
    saved: async () => undefined,
    async [Symbol.asyncDispose]() {
      await program.end('SIGINT');
    },
  };
}
