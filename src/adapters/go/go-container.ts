import { proxyVariables } from '../../engine/proxies.js';
import { isAtLeast } from '../../engine/versions.js';
import { SimError } from '../../errors.js';
import { createLock } from '../compose/lock.js';
import { translate } from '../docker/errors.js';
import { ourUser } from '../docker/our-user.js';
import { runInside } from '../docker/run-inside.js';
import { type BuilderOptions, builderHome, createBuilderContainers } from './builder-container.js';
import type { GoElsewhere } from './go-command.js';
import type { GoRun } from './go-run.js';
import { chosenToolchain, goVariables } from './go-variables.js';
import { sourceRoot } from './source-root.js';
import { isNoUse } from './too-old.js';

/** What compiling in a container needs. */
export interface GoContainerOptions extends BuilderOptions {
  /** The checkout. */
  readonly root: string;
  /** The version of Go in the image: `1.26`. */
  readonly goVersion: string;
  /** An image with Go in it. */
  readonly image: (options: {
    readonly signal: AbortSignal;
    readonly onProgress: (text: string) => void;
  }) => Promise<string>;
}

/** Behind everything else that the machine has to do. */
const giveWay = ['nice', '-n', '19'];

/**
 * Go in a container that stays, for machines without Go or with too old a one. Sources and outputs have the same paths inside, so
 * nothing that Go says has to be translated; modules and what was compiled are kept in a volume. Neither stays where all that was
 * run there had too old a Go as well.
 */
export function createGoContainer(options: GoContainerOptions): GoElsewhere {
  const { docker, env } = options;
  const oneAtATime = createLock();
  const containers = createBuilderContainers(options);
  const never = new AbortController().signal;
  let image: Promise<string> | undefined;
  let user: Promise<string> | undefined;
  let running = 0;
  let wasOfUse = false;

  async function ended(run: GoRun | undefined): Promise<void> {
    running -= 1;
    const vain = run !== undefined && isNoUse(run);
    if (run !== undefined && !vain && !run.cancelled) wasOfUse = true;
    if (!vain) return;
    await oneAtATime(async () => {
      if (running === 0 && !wasOfUse) await containers.removeMade();
    });
  }

  return {
    async mayServe(version) {
      const mayFetch = !/^(?:local|path|.*\+path)$/.test((await chosenToolchain(env)) ?? 'auto');
      // A release that is not known here may be any of its line.
      return mayFetch || isAtLeast(options.goVersion, lineOf(version));
    },
    async run(
      args,
      { cwd = options.root, env: more, signal = never, background, onProgress = () => undefined },
    ) {
      image ??= options.image({ signal: never, onProgress });
      image.catch(() => {
        image = undefined;
      });
      const reference = await image;
      const source = within(cwd, options.root) ? options.root : sourceRoot(cwd);
      let run: GoRun | undefined;
      running += 1;
      try {
        user ??= ourUser(docker);
        const wanted = { source, reference, user: await user };
        const container = await oneAtATime(() => containers.get(wanted));
        const result = await runInside(container, [...(background ? giveWay : []), 'go', ...args], {
          cwd,
          env: {
            ...(await goVariables(env)),
            ...proxyVariables(env),
            // Unless the user says otherwise, a newer one than the image's is fetched where go.mod asks for it.
            GOTOOLCHAIN: (await chosenToolchain(env)) ?? 'auto',
            GOCACHE: '/go/cache',
            HOME: builderHome,
            ...more,
          },
          signal,
        });
        run = { ...result, succeeded: result.exitCode === 0 && !result.cancelled };
        return run;
      } catch (error) {
        if (error instanceof SimError) throw error;
        throw translate(error);
      } finally {
        await ended(run);
      }
    },
  };
}

/** `1.27` of `1.27.3`. */
function lineOf(version: string): string {
  return version.split('.', 2).join('.');
}

function within(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
