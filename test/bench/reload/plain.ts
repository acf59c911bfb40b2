import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { childEnv } from '../../with-engine/fixtures/checkout.ts';
import { freePort } from '../../with-engine/fixtures/free-port.ts';
import { Program, productsOn } from './program.ts';
import type { Rival, Surroundings } from './rival.ts';

/** As people do it without any tool: `go build` without a flag, end the old program, start the new one. */
export async function plainBuild({ workFolder, shop, stores }: Surroundings): Promise<Rival> {
  const folder = join(workFolder, 'plain');
  await cp(shop, folder, { recursive: true });
  const port = await freePort();
  const program = new Program(folder, { ...stores, PORT: String(port) });
  return {
    name: 'plain go build and start',
    url: productsOn(port),
    folder,
    async saved() {
      await execa('go', ['build', '-o', 'catalog.bin', './cmd/catalog'], { cwd: folder, env: childEnv() });
      await program.end('SIGKILL');
      program.start(join(folder, 'catalog.bin'));
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}
