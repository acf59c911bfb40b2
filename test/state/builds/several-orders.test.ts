import { describe, expect, it } from 'vitest';
import type { Handoff } from '../../../src/environment/environment.js';
import { viewCode } from '../../../src/state/builds/view.js';
import { BuildsWorld } from './builds-world.js';

type Report = Parameters<BuildsWorld['reported']>;

/** Numbers below `n`, the same ones for the same seed. */
function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** What the runner in one container does, as `src/agent` has it; its reports come later. */
interface Runner {
  readonly index: number;
  live: number | undefined;
  starting: number | undefined;
  /** Waits until no other container runs another build. */
  waiting: number | undefined;
  /** The build that `current` named when it was last read. */
  wanted: number;
  lived: number[];
  reports: [Report[1], NonNullable<Report[2]>][];
}

class Containers {
  readonly world: BuildsWorld;
  readonly runners: Runner[];
  /** What the file `current` names. */
  #offered = 1;
  /** Build -> the container that does not come up with it, or in which it does not stay. */
  readonly #refusing = new Map<number, { index: number; stays: boolean }>();
  #run = 10;

  constructor(
    readonly handoff: Handoff,
    readonly roll: (n: number) => number,
  ) {
    this.world = BuildsWorld.several(3, handoff);
    this.runners = [1, 2, 3].map((index) => ({
      ...{ index, live: 1, starting: undefined, waiting: undefined, wanted: 1 },
      ...{ lived: [1], reports: [] },
    }));
  }

  /** Everything that can happen next; an edit and a restart only as long as `may`. */
  moves(may: boolean): readonly (() => void)[] {
    const all = this.runners.flatMap((runner) => [
      ...(runner.reports.length > 0 ? [() => this.#deliver(runner)] : []),
      ...(runner.starting === undefined ? [] : [() => this.#comesUp(runner)]),
      ...(this.#rereads(runner) ? [() => this.#wants(runner, this.#offered)] : []),
      ...(runner.waiting === undefined ? [] : this.#turn(runner)),
    ]);
    const swaps = this.world.plan().some(({ kind }) => kind === 'swap') ? [() => this.#tell()] : [];
    const runner = this.runners[this.roll(3)];
    const trouble = may && runner !== undefined ? [() => this.#edit(), () => this.#restart(runner)] : [];
    return [...all, ...swaps, ...trouble];
  }

  #edit() {
    this.world.changed('orders/a.go');
    for (const effect of this.world.plan()) {
      if (effect.kind === 'build') this.world.happens({ kind: 'effect.started', effect });
    }
    this.world.succeeds('orders');
    const build = this.world.of('orders').current ?? 0;
    if (this.roll(2) === 0) this.#refusing.set(build, { index: 1 + this.roll(3), stays: this.roll(2) === 0 });
    this.#offered = build;
  }

  #tell() {
    for (const effect of this.world.plan()) {
      if (effect.kind !== 'swap') continue;
      this.world.happens({ kind: 'effect.started', effect });
      this.#offered = effect.build;
      const runner = this.runners[effect.index - 1];
      if (runner !== undefined) this.#wants(runner, effect.build);
      this.world.happens({ kind: 'effect.finished', effect });
    }
  }

  /** Now and then a runner looks by itself, unless its container is to wait for its turn. */
  #rereads({ wanted }: Runner): boolean {
    return this.handoff === 'restart' && wanted !== this.#offered;
  }

  #wants(runner: Runner, build: number) {
    runner.wanted = build;
    if (runner.starting === build || runner.waiting === build) return;
    if (runner.starting !== undefined) runner.reports.push(['exited', { build: runner.starting }]);
    runner.starting = undefined;
    runner.waiting = undefined;
    if (runner.live === build) runner.reports.push(['live', { build }]);
    else this.#begin(runner, build);
  }

  #begin(runner: Runner, build: number) {
    runner.waiting = build;
    if (this.handoff !== 'restart') return;
    if (runner.live !== undefined) runner.reports.push(['drained', { build: runner.live }]);
    runner.live = undefined;
  }

  #isFree({ waiting }: Runner): boolean {
    return this.handoff !== 'restart' || this.running().every((build) => build === waiting);
  }

  /** What stands in for a better one waits for nobody: the better one is tried again. */
  #turn(runner: Runner): readonly (() => void)[] {
    if (this.#isFree(runner)) return [() => this.#starts(runner)];
    if (runner.waiting === runner.wanted) return [];
    return [
      () => {
        runner.waiting = runner.wanted;
      },
    ];
  }

  running(): readonly number[] {
    return this.runners.flatMap(({ live, starting }) =>
      [live, starting].filter((build) => build !== undefined),
    );
  }

  #starts(runner: Runner) {
    runner.starting = runner.waiting;
    runner.waiting = undefined;
    runner.reports.push(['starting', { build: runner.starting }]);
  }

  #comesUp(runner: Runner) {
    const { starting: build, live } = runner;
    runner.starting = undefined;
    if (build === undefined) return;
    const refusal = this.#refusing.get(build);
    const isRefused = refusal?.index === runner.index;
    if (isRefused && !refusal.stays) {
      this.#refusing.delete(build);
      runner.reports.push(['failed', { build, previous: live, detail: 'panic: no' }]);
      const before = runner.lived.at(-1);
      if (live === undefined) this.#begin(runner, before ?? build);
      return;
    }
    runner.live = build;
    runner.reports.push(['live', { build }]);
    const before = runner.lived.filter((known) => known !== build).at(-1);
    if (!isRefused || before === undefined) {
      runner.lived = [...runner.lived.filter((known) => known !== build), build];
      return;
    }
    // It ends a moment later.
    this.#refusing.delete(build);
    runner.reports.push(['exited', { build, exitCode: 2 }]);
    if (this.handoff === 'restart') {
      runner.live = undefined;
      runner.reports.push(['failed', { build, previous: before, detail: 'exit status 2' }]);
      this.#begin(runner, before);
      return;
    }
    runner.live = before;
    runner.reports.push(['rolled-back', { build: before, previous: build, detail: 'exit status 2' }]);
    runner.reports.push(['live', { build: before }]);
  }

  #deliver(runner: Runner) {
    const [state, rest] = runner.reports.shift() ?? ['ready', {}];
    this.world.reported('orders', state, { ...rest, index: runner.index });
  }

  /** The container ends and starts again: what it reported before is not read any more. */
  #restart(runner: Runner) {
    Object.assign(runner, { live: undefined, starting: undefined, lived: [], reports: [] });
    this.world.ends(runner.index);
    this.#run += 1;
    this.world.runsAnew(runner.index, this.#run);
    runner.wanted = this.#offered;
    runner.waiting = runner.wanted;
  }

  check() {
    if (this.handoff === 'restart') expect(new Set(this.running()).size).toBeLessThan(2);
    const { state, live } = viewCode(this.world.of('orders'));
    if (state !== 'live') return;
    const heard = this.runners.filter(({ reports }) => reports.length === 0);
    for (const runner of heard) expect([undefined, live]).toContain(runner.live);
  }
}

describe.each(['http', 'restart'] as const)('three containers whose builds take over by %s', (handoff) => {
  it.each(Array.from({ length: 150 }, (_, seed) => seed))(
    'agree in the end, and are never called live before, in order %i',
    (seed) => {
      const roll = dice(seed * 7919 + 17);
      const containers = new Containers(handoff, roll);
      let count = 0;
      for (; count < 2000; count++) {
        const moves = containers.moves(count < 60 && roll(4) === 0);
        if (moves.length === 0 && count >= 60) break;
        moves[roll(moves.length)]?.();
        containers.check();
      }
      const { world, runners } = containers;
      const { current, putBack } = world.of('orders');
      const view = viewCode(world.of('orders'));
      expect({ count: count < 2000, putBack, lives: runners.map(({ live }) => live) }).toEqual({
        ...{ count: true, putBack: false, lives: [current, current, current] },
      });
      expect(['live', 'stale']).toContain(view.state);
      expect(view.live).toBe(current);
    },
  );
});
