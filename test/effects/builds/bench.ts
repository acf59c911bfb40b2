import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as passed } from 'node:timers/promises';
import { createGo, type Go } from '../../../src/adapters/go/go.js';
import { createBuildHandlers } from '../../../src/effects/builds/handlers.js';
import type { EffectContext } from '../../../src/effects/effect-handler.js';
import type { BuildDelivery } from '../../../src/runtime/build-delivery.js';
import { MountedBuilds } from '../../../src/runtime/compose/mounted-builds.js';
import type { EffectOf } from '../../../src/state/core/effect.js';
import type { Event } from '../../../src/state/core/event.js';
import { goEnv, type TempModule, twoPackages } from '../../adapters/go/module.js';

/** As long as nobody could say whether what was written is in what is built. */
const noticedMs = 20;

/** Go's word for this machine's architecture. */
export const architecture = process.arch === 'x64' ? 'amd64' : process.arch;

/** The handlers over a module on disk and the real toolchain; signals to containers are written down. */
export class Bench {
  readonly events: Event[] = [];
  readonly signals: string[] = [];
  readonly abort = new AbortController();
  container: string | undefined = 'c1';
  readonly delivery: BuildDelivery;
  readonly #handlers;
  #at = 0;

  constructor(
    readonly module: TempModule,
    go: Go = createGo({ env: goEnv, architecture }),
    readonly name = 'shop',
  ) {
    const mounted = new MountedBuilds(this.stateDir);
    this.delivery = {
      offeredBuild: (service) => mounted.offeredBuild(service),
      offerBuild: (service, offered) => mounted.offerBuild(service, offered),
      deliverBuild: async (_instance, offered) => {
        await mounted.offerBuild('catalog', offered);
        this.signals.push(`SIGHUP to ${this.container}`);
      },
    };
    this.#handlers = createBuildHandlers({
      goOf: () => go,
      stateDir: this.stateDir,
      root: () => module.root,
      sourceOf: (service) => (service === 'catalog' ? module.path('catalog') : undefined),
      runningInstances: (service) => (this.container === undefined ? [] : [{ service, index: 1 }]),
      mask: (text) => text.replaceAll('hunter2', '***'),
      delivery: this.delivery,
    });
  }

  get stateDir(): string {
    return this.module.path(`.sim/${this.name}`);
  }

  get context(): EffectContext {
    return {
      dispatch: (event) => this.events.push(event),
      now: () => this.#at++,
      signal: this.abort.signal,
    };
  }

  async build(build: number, rest: Partial<EffectOf<'build'>> = {}): Promise<Event | undefined> {
    await passed(noticedMs);
    const effect = {
      kind: 'build',
      key: 'build:catalog',
      cause: 'catalog/main.go changed',
      ...{ service: 'catalog', directory: undefined, builtBy: undefined },
    } as const;
    await this.#handlers.build(
      { ...effect, build, files: [], requestedAt: 0, sameAs: undefined, forced: false, ...rest },
      this.context,
    );
    return this.events.findLast(({ kind }) => kind !== 'builds.pruned');
  }

  list(): Promise<void> {
    return this.#handlers.listPackages(
      { kind: 'list-packages', key: 'list:catalog', cause: 'x', services: ['catalog'], gently: false },
      this.context,
    );
  }

  swap(build: number, pinned = false): Promise<void> {
    return this.#handlers.swap(
      { kind: 'swap', key: 'swap:catalog', cause: 'x', service: 'catalog', index: 1, build, pinned },
      this.context,
    );
  }

  /** The numbers of the builds that are on the disk. */
  async kept(): Promise<readonly number[]> {
    const names = await readdir(this.path('.'));
    return names
      .filter((name) => /^\d/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  }

  async current(): Promise<unknown> {
    return JSON.parse(await readFile(this.path('current'), 'utf8'));
  }

  path(file: string): string {
    return this.module.path(`.sim/${this.name}/builds/catalog/${file}`);
  }

  /** Other source that compiles to the same code. */
  async remark(text: string): Promise<void> {
    await this.module.write({
      'catalog/main.go': twoPackages['catalog/main.go'].replace('"tea"))', `"tea")) // ${text}`),
    });
  }

  /** Other source, same service. */
  async edit(word: string): Promise<void> {
    await this.module.write({
      'catalog/main.go': twoPackages['catalog/main.go'].replace('"tea"', `"${word}"`),
    });
  }
}
