import { chmod, mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RunCommand } from '../engine/commands.js';
import { buildImage, type ImageBuilder } from './build-image.js';
import { contentHash, filesBelow } from './content-hash.js';
import { writeZones } from './zone-files.js';

/** The two parts of the simulator that run in containers. */
export type OwnPart = 'agent' | 'runtime';

/** The program of each part; the image's entry point is `/sim/<program>`. */
export const programOf: Readonly<Record<OwnPart, 'agent' | 'runner'>> = { agent: 'agent', runtime: 'runner' };

const passwd =
  'root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/tmp:/sbin/nologin\n';
const group = 'root:x:0:\nnobody:x:65534:\nnonroot:x:65532:\n';

function dockerfile(part: OwnPart): string {
  return `FROM scratch\nCOPY rootfs/ /\nUSER 65532:65532\nENTRYPOINT ["/sim/${programOf[part]}"]\n`;
}

/** The tag of each part: content-addressed by the Go sources, the module files and the way the image is made. */
export function ownTags(root: string, architecture: string): Readonly<Record<OwnPart, string>> {
  const folder = join(root, 'src/agent');
  const files = filesBelow(folder).filter(
    (file) => /\.go$|go\.(mod|sum)$/.test(file) && !/_test\.go$|\/testdata\//.test(file),
  );
  const sources = contentHash(folder, files);
  const tag = (part: OwnPart) =>
    `sim.local/${part}:${contentHash('', [], [sources, part, architecture, dockerfile(part), passwd, group, ...(part === 'runtime' ? ['zones'] : [])])}`;
  return { agent: tag('agent'), runtime: tag('runtime') };
}

/** Moves a compiled program into an otherwise empty image. `folder`, beside the program's, is for its files and is gone afterwards. */
export async function buildOwnImage(
  builder: ImageBuilder,
  image: { readonly part: OwnPart; readonly tag: string; readonly program: string; readonly folder: string },
  run: RunCommand,
  onProgress: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { part, tag, program, folder } = image;
  const rootfs = join(folder, 'rootfs');
  try {
    for (const name of ['sim/builds', 'etc', 'root', 'tmp'])
      await mkdir(join(rootfs, name), { recursive: true });
    await chmod(join(rootfs, 'tmp'), 0o1777);
    await writeFile(join(rootfs, 'etc/passwd'), passwd);
    await writeFile(join(rootfs, 'etc/group'), group);
    if (part === 'runtime') await writeZones(join(rootfs, 'usr/share/zoneinfo'), run, signal);
    await rename(program, join(rootfs, 'sim', programOf[part]));
    await rmdir(dirname(program)).catch(() => undefined); // the other part's program may still be in it
    await writeFile(join(folder, 'Dockerfile'), dockerfile(part));
    await buildImage(
      builder,
      {
        what: `the image of Sim's own ${programOf[part]}`,
        tag,
        dockerfile: join(folder, 'Dockerfile'),
        context: folder,
        labels: { 'dev.sim.part': part },
      },
      onProgress,
      signal,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
