import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lastLines, type RunCommand } from '../engine/commands.js';
import { SimError } from '../errors.js';
import { buildImage, type ImageBuilder } from './build-image.js';
import { contentHash, filesBelow } from './content-hash.js';

/** The two parts of the simulator that run in containers. */
export type OwnPart = 'agent' | 'runtime';

/** What differs between them. */
const parts = {
  agent: { program: 'agent', user: '65532:65532' },
  // Runs what the user wrote, so it is nobody in particular either.
  runtime: { program: 'runner', user: '65532:65532' },
} as const;

/** What building them needs. */
export interface OwnImageContext {
  /** The checkout. */
  readonly root: string;
  readonly cacheFolder: string;
  readonly architecture: string;
  readonly builder: ImageBuilder;
  readonly run: RunCommand;
}

/** The tag of a part: content-addressed by the Go sources, module files and this recipe. */
export async function ownTag({ root, architecture }: OwnImageContext, part: OwnPart): Promise<string> {
  const folder = join(root, 'src/agent');
  const files = (await filesBelow(folder)).filter(
    (file) => /\.go$|go\.(mod|sum)$/.test(file) && !/_test\.go$|\/testdata\//.test(file),
  );
  const hash = await contentHash(folder, files, [part, architecture, dockerfile(part), passwd]);
  return `sim.local/${part}:${hash}`;
}

/** Compiles a part and puts it into an otherwise empty image. */
export async function buildOwnImage(
  context: OwnImageContext,
  part: OwnPart,
  tag: string,
  onProgress: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const folder = join(context.cacheFolder, `${part}-${process.pid}`);
  const rootfs = join(folder, 'rootfs');
  try {
    for (const name of ['sim/builds', 'etc', 'tmp']) await mkdir(join(rootfs, name), { recursive: true });
    await chmod(join(rootfs, 'tmp'), 0o1777);
    await writeFile(join(rootfs, 'etc/passwd'), passwd);
    await writeFile(join(rootfs, 'etc/group'), 'root:x:0:\nnonroot:x:65532:\n');
    await writeFile(join(folder, 'Dockerfile'), dockerfile(part));
    onProgress(`compiling the ${parts[part].program}`);
    await compile(context, part, join(rootfs, 'sim', parts[part].program), signal);
    await buildImage(
      context.builder,
      {
        what: `the image of the ${parts[part].program}`,
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

const passwd = 'root:x:0:0:root:/:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/tmp:/sbin/nologin\n';

function dockerfile(part: OwnPart): string {
  const { program, user } = parts[part];
  return `FROM scratch\nCOPY rootfs/ /\nUSER ${user}\nENTRYPOINT ["/sim/${program}"]\n`;
}

async function compile(
  { root, architecture, run }: OwnImageContext,
  part: OwnPart,
  output: string,
  signal: AbortSignal,
): Promise<void> {
  const source = join(root, 'src/agent');
  const command = `./cmd/${parts[part].program}`;
  const result = await run(
    // No -trimpath: the standard library is then the same for the cache as in the builds of the user's services.
    ['go', 'build', '-buildvcs=false', '-ldflags', '-s -w', '-o', output, command],
    {
      cwd: source,
      signal,
      env: {
        CGO_ENABLED: '0',
        GOOS: 'linux',
        GOARCH: architecture,
        // A workspace or build flags of the user are about the user's own code.
        GOFLAGS: '-mod=readonly',
        GOWORK: 'off',
        // The compiler lives for seconds: collecting its garbage costs a fifth of them.
        GOGC: '400',
      },
    },
  );
  if (result.exitCode === 0) return;
  if (result.exitCode === 127) {
    throw new SimError(
      'go-unavailable',
      `Go is not installed, so Sim's own ${parts[part].program} can't be compiled.`,
      {
        hint: 'Install Go 1.26 or newer, then try again.',
      },
    );
  }
  await readdir(source).catch((cause: unknown) => {
    throw new SimError('failed', `${source} is missing: the checkout is not whole.`, { cause });
  });
  throw new SimError('image-unavailable', `Sim's own ${parts[part].program} could not be compiled.`, {
    detail: lastLines(result.stderr),
    hint: `Run 'go build ${command}' in src/agent to see all of it.`,
  });
}
