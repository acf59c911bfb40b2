import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { execa } from 'execa';
import { compilePart } from '../../with-engine/fixtures/part-image.ts';
import { fuzzImages } from './images.ts';
import { runWord } from './project.ts';

/** Makes the images that projects of this run name; removed when disposed. */
export async function makeFuzzImages(docker: Docker, run: string): Promise<AsyncDisposable> {
  await using made = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'compose-fuzz-part-'));
  made.defer(() => rm(folder, { recursive: true, force: true }));
  await compilePart(folder);
  for (const [image, changes] of Object.entries(fuzzImages)) {
    const name = image.replace(runWord, run);
    const [repo, tag] = name.split(':');
    const tar = execa('tar', ['-C', folder, '-c', 'part'], { encoding: 'buffer', buffer: false });
    const all = ['ENTRYPOINT ["/part"]', 'CMD ["serve"]', ...changes];
    const progress = await docker.importImage(tar.stdout, { repo, tag, changes: all });
    await new Promise((resolve, reject) => progress.on('end', resolve).on('error', reject).resume());
    await tar;
    made.defer(() => docker.getImage(name).remove({ force: true }));
  }
  const kept = made.move();
  return { [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
