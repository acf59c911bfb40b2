import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { childEnv } from '../../with-engine/fixtures/checkout.ts';
import { freePort } from '../../with-engine/fixtures/free-port.ts';
import { benchName } from '../left-overs.ts';
import type { Setting } from '../setting.ts';
import { Program, productsOn } from './program.ts';
import type { Rival, Surroundings } from './rival.ts';

const golang = 'sim-bench-golang';

/**
 * `docker compose watch` with the action `rebuild` on the shop's own Dockerfile, whose cache mounts are warm. Its Go image is
 * made of this machine's Go, so that no registry is needed; the network is the host's, so that the stores are within reach.
 */
export async function composeWatch(
  setting: Setting,
  { workFolder, shop, stores }: Surroundings,
): Promise<Rival> {
  const folder = join(workFolder, 'watch');
  await cp(shop, folder, { recursive: true });
  const context = await goImageContext(workFolder, await baseImage(setting));
  const port = await freePort();
  const file = join(workFolder, 'watch.yaml');
  await writeFile(
    file,
    stringify({
      name: benchName('watch'),
      services: {
        golang: { image: golang, build: { context }, profiles: ['tool'] },
        catalog: {
          build: {
            context: folder,
            additional_contexts: { 'golang:1.26-trixie': `docker-image://${golang}` },
            args: { SERVICE: 'catalog', GOPROXY: process.env.GOPROXY ?? '' },
            secrets: ['ca-bundle'],
            // A module proxy of this machine is within reach, too.
            network: 'host',
          },
          environment: { ...stores, PORT: String(port), OTEL_SDK_DISABLED: 'true' },
          network_mode: 'host',
          develop: { watch: [{ path: folder, action: 'rebuild' }] },
        },
      },
      secrets: { 'ca-bundle': { file: process.env.SSL_CERT_FILE ?? '/etc/ssl/certs/ca-certificates.crt' } },
    }),
  );
  await setting.compose(['--file', file, 'build', 'golang']);
  await setting.compose(['--file', file, 'up', '--detach', '--build', 'catalog']);
  const { command, before, env } = setting.composeTool;
  const program = new Program(workFolder, env);
  program.start(command, [...before, '--file', file, 'watch', '--no-up', 'catalog']);
  return {
    name: 'docker compose watch, rebuild',
    url: productsOn(port),
    folder,
    saved: async () => undefined,
    async [Symbol.asyncDispose]() {
      await program.end('SIGINT');
      await setting.compose(['--file', file, 'down', '--rmi', 'local']);
      await setting.docker.getImage(golang).remove();
    },
  };
}

/** What the Dockerfile builds on, without a registry: Debian with this machine's Go in it. */
async function goImageContext(workFolder: string, base: string): Promise<string> {
  const context = join(workFolder, 'golang');
  const { stdout: root } = await execa('go', ['env', 'GOROOT'], { env: childEnv() });
  await mkdir(context);
  await cp(root, join(context, 'go'), { recursive: true });
  const lines = [`FROM ${base}`, 'COPY go /usr/local/go', 'ENV PATH=/usr/local/go/bin:$PATH GOPATH=/go'];
  await writeFile(join(context, 'Dockerfile'), `${lines.join('\n')}\n`);
  return context;
}

/** Debian as Sim made it for its own recipes. */
async function baseImage({ docker }: Setting): Promise<string> {
  const images = await docker.listImages({ filters: { reference: ['sim.local/base'] } });
  const tag = images.flatMap(({ RepoTags }) => RepoTags ?? [])[0];
  if (tag === undefined)
    throw new Error('there is no sim.local/base yet: bin/sim up --images local makes it');
  return tag;
}
