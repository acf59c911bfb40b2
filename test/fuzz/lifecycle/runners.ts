import type { OfferedBuild } from '../../../src/runtime/build-delivery.js';
import { type ContainerObservation, runOf } from '../../../src/state/instances/container.js';
import type { Caller, Calls } from './calls.js';
import type { CourseService, Quality } from './course.js';
import type { Machine } from './machine.js';

/** One state of a service's source. */
export interface SourceVersion {
  readonly version: number;
  readonly quality: Quality;
}

/** A line that a runner writes, with when. */
export interface RunnerLine {
  readonly at: number;
  readonly text: string;
}

/** The runner in one run of a container. */
interface Runner {
  readonly run: string;
  readonly service: string;
  readonly index: number;
  readonly id: string;
  live: number | undefined;
  starting: number | undefined;
  /** It waits until no other container runs another build. */
  waiting: number | undefined;
  /** What it read of `current` last. */
  tried: number | undefined;
  retries: number;
  /** Builds that were live, newest last. */
  lived: readonly number[];
  readonly lines: RunnerLine[];
  readonly readers: Set<() => void>;
}

/** More often a build that does not come up is not tried by a runner that has no other. */
const mostRetries = 3;

type Words = Readonly<Record<string, string | number | undefined>>;

function isIdle({ live, starting, waiting }: Runner): boolean {
  return live === undefined && starting === undefined && waiting === undefined;
}

/** The source on the disk, the builds made of it, and the runners that start them, as `src/agent` has them. */
export class Runners {
  readonly #machine: Machine;
  readonly #calls: Calls;
  readonly #handoffs: ReadonlyMap<string, CourseService['handoff']>;
  /** Processes of builds get further by themselves: they are nobody's calls. */
  readonly #self: Caller = { name: 'runner', isDead: false };
  readonly #sources = new Map<string, SourceVersion>();
  readonly #offered = new Map<string, OfferedBuild>();
  readonly #builds = new Map<string, Map<number, SourceVersion>>();
  readonly #runners = new Map<string, Runner>();
  /** Hears what runners report, for people. */
  say: (line: string) => void = () => undefined;

  constructor(machine: Machine, calls: Calls, services: readonly CourseService[]) {
    this.#machine = machine;
    this.#calls = calls;
    this.#handoffs = new Map(services.map(({ name, handoff }) => [name, handoff]));
    for (const { name, handoff } of services) {
      if (handoff !== undefined) this.#sources.set(name, { version: 1, quality: 'good' });
    }
    machine.listeners.add(({ id }) => this.#look(id));
  }

  get services(): readonly string[] {
    return [...this.#sources.keys()];
  }

  source(service: string): SourceVersion {
    const source = this.#sources.get(service);
    if (source === undefined) throw new Error(`${service} has no source`);
    return source;
  }

  edit(service: string, quality: Quality): void {
    this.#sources.set(service, { version: this.source(service).version + 1, quality });
  }

  /** Finished builds, by number. */
  builds(service: string): ReadonlyMap<number, SourceVersion> {
    return this.#builds.get(service) ?? new Map();
  }

  keep(service: string, build: number, source: SourceVersion): void {
    this.#builds.set(service, new Map([...this.builds(service), [build, source]]));
  }

  offered(service: string): OfferedBuild | undefined {
    return this.#offered.get(service);
  }

  offer(service: string, offered: OfferedBuild | undefined): void {
    if (offered === undefined) this.#offered.delete(service);
    else this.#offered.set(service, offered);
  }

  /** SIGHUP: `current` is to be read. */
  hangUp(id: string): void {
    const runner = this.#runners.get(id);
    if (runner !== undefined) this.#read(runner);
  }

  /** What answers in a container; `undefined`: nothing. */
  live(id: string): number | undefined {
    return this.#runners.get(id)?.live;
  }

  /** Each runner looks at `current` now and then: a signal may be lost. */
  settle(): void {
    for (const runner of this.#runners.values()) {
      const offered = this.offered(runner.service);
      // One of several that take turns waits until it is told, unless it runs nothing.
      const mayLook = offered?.inTurn !== true || runner.live === undefined;
      if (mayLook && offered?.build !== runner.tried) this.#read(runner);
      // For want of a better one it is tried again; here not without end.
      else if (isIdle(runner) && runner.tried !== undefined) {
        runner.retries += 1;
        if (runner.retries <= mostRetries) this.#launch(runner, runner.tried);
      }
    }
  }

  lines(id: string): readonly RunnerLine[] {
    return this.#runners.get(id)?.lines ?? [];
  }

  /** Resolves when there are more lines than so many, or when this run of the container has ended. */
  async more(id: string, run: string, count: number): Promise<boolean> {
    const runner = this.#runners.get(id);
    if (runner?.run !== run) return false;
    if (runner.lines.length > count) return true;
    await new Promise<void>((resolve) => {
      runner.readers.add(resolve);
    });
    return this.#runners.get(id)?.run === run;
  }

  runOf(id: string): string | undefined {
    return this.#runners.get(id)?.run;
  }

  /** Whether a build does not come up in a container. */
  refuses(service: string, index: number, build: number): boolean {
    const quality = this.builds(service).get(build)?.quality;
    return quality === 'refused' || (quality === 'refused by some' && index % 2 === 0);
  }

  #look(id: string): void {
    const container = this.#machine.containers.get(id);
    const known = this.#runners.get(id);
    const isUp = container?.status === 'running' || container?.status === 'paused';
    if (container === undefined || !isUp) this.#end(known);
    else if (this.#handoffs.get(container.service) !== undefined && known?.run !== runOf(container)) {
      this.#end(known);
      this.#begin(container);
    }
  }

  #end(runner: Runner | undefined): void {
    if (runner === undefined) return;
    this.#runners.delete(runner.id);
    for (const wake of runner.readers) wake();
    this.#passOn(runner.service);
  }

  #begin(container: ContainerObservation): void {
    const { id, service, index } = container;
    const runner: Runner = {
      ...{ run: runOf(container), id, service, index, lines: [], readers: new Set() },
      ...{
        live: undefined,
        starting: undefined,
        waiting: undefined,
        tried: undefined,
        retries: 0,
        lived: [],
      },
    };
    this.#runners.set(id, runner);
    this.#read(runner);
  }

  #read(runner: Runner): void {
    const build = this.offered(runner.service)?.build;
    runner.tried = build;
    if (build === undefined || runner.starting === build || runner.waiting === build) return;
    if (runner.starting !== undefined) this.#report(runner, { state: 'exited', build: runner.starting });
    runner.starting = undefined;
    runner.waiting = undefined;
    if (runner.live === build) this.#report(runner, { state: 'live', build });
    else this.#launch(runner, build);
  }

  #launch(runner: Runner, build: number): void {
    const old = runner.live;
    if (this.#handoffs.get(runner.service) === 'restart' && old !== undefined) {
      runner.live = undefined;
      this.#report(runner, { state: 'drained', build: old });
    }
    if (this.#mayNotStart(runner, build)) runner.waiting = build;
    else this.#start(runner, build, old);
    this.#passOn(runner.service);
  }

  /** With `restart` no two builds of a service run at once, in whichever of its containers. */
  #mayNotStart({ service, id }: Runner, build: number): boolean {
    if (this.#handoffs.get(service) !== 'restart') return false;
    return [...this.#runners.values()].some((other) => {
      const held = other.live ?? other.starting;
      return other.service === service && other.id !== id && held !== undefined && held !== build;
    });
  }

  /** Whoever waits for others to end looks whether they have. */
  #passOn(service: string): void {
    for (const runner of this.#runners.values()) {
      const { waiting } = runner;
      if (runner.service !== service || waiting === undefined || this.#mayNotStart(runner, waiting)) continue;
      runner.waiting = undefined;
      this.#start(runner, waiting, undefined);
    }
  }

  #start(runner: Runner, build: number, old: number | undefined): void {
    runner.starting = build;
    this.#report(runner, { state: 'starting', build, previous: runner.live });
    void this.#calls
      .begin(this.#self, { name: `${runner.id} starts build ${build}`, needsEngine: false }, function* () {
        yield;
      })
      .then(() => {
        // A newer one came before it was ready, or the container has ended.
        if (runner.starting !== build || this.#runners.get(runner.id) !== runner) return;
        runner.starting = undefined;
        if (this.refuses(runner.service, runner.index, build)) this.#failed(runner, build);
        else this.#isReady(runner, build, old);
      });
  }

  #isReady(runner: Runner, build: number, previous: number | undefined): void {
    const old = runner.live;
    runner.live = build;
    runner.lived = [...runner.lived.filter((one) => one !== build), build];
    this.#report(runner, { state: 'ready', build, durationMs: 1 });
    this.#report(runner, { state: 'live', build, previous, durationMs: 1 });
    if (old !== undefined) this.#report(runner, { state: 'drained', build: old });
  }

  #failed(runner: Runner, build: number): void {
    runner.lived = runner.lived.filter((one) => one !== build);
    const other = runner.lived.at(-1);
    const isStoodIn = other !== undefined && !this.#mayNotStart(runner, other);
    const retryInMs = runner.live === undefined && !isStoodIn ? 100 : undefined;
    const previous = runner.live ?? (this.#handoffs.get(runner.service) === 'restart' ? other : undefined);
    this.#report(runner, { state: 'failed', build, previous, exitCode: 1, retryInMs });
    if (runner.live === undefined && isStoodIn) this.#launch(runner, other);
    else this.#passOn(runner.service);
  }

  #report(runner: Runner, words: Words): void {
    const at = this.#machine.now();
    const line = { sim: 'runner', at: new Date(at).toISOString(), detail: undefined, ...words };
    runner.lines.push({ at, text: JSON.stringify(line) });
    this.say(`${runner.id} reports ${JSON.stringify(words)}`);
    const readers = [...runner.readers];
    runner.readers.clear();
    for (const wake of readers) wake();
  }
}
