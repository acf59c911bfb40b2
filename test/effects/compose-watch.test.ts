import { describe, expect, it } from 'vitest';
import { createComposeWatchHandler } from '../../src/effects/compose-watch.js';
import { Executor } from '../../src/effects/executor.js';
import { planComposeWatch } from '../../src/state/compose-watch/plan.js';
import type { Event } from '../../src/state/core/event.js';
import { emptySnapshot, reduce } from '../../src/state/core/reduce.js';
import { createStore } from '../../src/state/core/store.js';
import { startOf } from '../fakes/effects.js';
import { definition, environment } from '../fakes/environment.js';
import { container, type Happening } from '../fakes/story.js';

/** A site with rules and a database without, followed by a Compose that does what the test says. */
class Following {
  readonly store = createStore(reduce, emptySnapshot(0));
  readonly runs: {
    readonly services: readonly string[];
    ended: boolean;
    say(line: string): void;
    end(why?: Error): void;
  }[] = [];
  readonly executor: Executor;

  constructor() {
    this.tell(
      { kind: 'engine.connected', version: '26' },
      { kind: 'up.requested' },
      {
        kind: 'environment.declared',
        environment: environment([definition('site', { composeWatch: true }), definition('postgres')]),
      },
    );
    const nothing = async () => undefined;
    this.executor = new Executor({
      store: this.store,
      plan: planComposeWatch,
      handlers: {
        ...{ 'find-image': nothing, 'create-container': nothing, 'start-container': nothing },
        ...{ 'stop-container': nothing, 'restart-container': nothing, 'gather-evidence': nothing },
        ...{ 'list-packages': nothing, build: nothing, swap: nothing, check: nothing },
        'remove-environment': nothing,
        'compose-watch': createComposeWatchHandler({
          mask: (text) => text.replaceAll('hunter2', '••••••'),
          followRules: (services, say, signal) =>
            new Promise<void>((resolve, reject) => {
              const run = {
                services,
                say,
                ended: false,
                end: (why?: Error) => (why ? reject(why) : resolve()),
              };
              this.runs.push(run);
              signal.addEventListener('abort', () => this.#let(run, resolve), { once: true });
            }),
        }),
      },
      now: () => 1,
      onBug: (_effect, error) => {
        throw error;
      },
    });
  }

  tell(...happenings: readonly Happening[]): void {
    for (const happening of happenings) this.store.dispatch({ at: 1, ...happening } as Event);
  }

  starts(): void {
    this.tell(
      { kind: 'container.observed', container: container('site') },
      { kind: 'container.created', service: 'site', durationMs: 1 },
      { kind: 'effect.started', effect: startOf('site') },
      { kind: 'container.observed', container: container('site', { status: 'running', startedAt: 1 }) },
    );
  }

  #let(run: { ended: boolean }, resolve: () => void): void {
    run.ended = true;
    resolve();
  }

  /** Everything that was put off until now has been done. */
  async settled(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  get lines(): readonly string[] {
    return this.store.current.log.map(({ service, text }) => `${service ?? '-'}: ${text}`);
  }
}

describe('rules of `develop.watch`', () => {
  it('are followed by Compose once their service was started, and what it says is told', async () => {
    const following = new Following();
    await following.settled();
    expect(following.runs).toEqual([]);
    following.starts();
    await following.settled();
    expect(following.runs.map(({ services }) => services)).toEqual([['site']]);
    for (const line of [
      'Watch enabled',
      'Rebuilding service "site" after changes',
      'login hunter2',
      '#4 [2/3] COPY . .',
    ]) {
      following.runs[0]?.say(line);
    }
    expect(following.lines.slice(-3)).toEqual([
      '-: docker compose watch follows site',
      'site: compose watch: Rebuilding service "site" after changes',
      '-: compose watch: login ••••••',
    ]);
  });

  it('are let go with the environment, and what followed them is waited for', async () => {
    const following = new Following();
    following.starts();
    await following.settled();
    following.tell({ kind: 'down.requested', volumes: false });
    await following.executor[Symbol.asyncDispose]();
    expect(following.runs).toMatchObject([{ ended: true }]);
  });

  it('are followed anew after their service was stopped and started again', async () => {
    const following = new Following();
    following.starts();
    await following.settled();
    following.tell({ kind: 'stop.requested', service: 'site' });
    await following.settled();
    expect(following.runs).toMatchObject([{ ended: true }]);
    following.tell({ kind: 'start.requested', service: 'site' });
    following.starts();
    await following.settled();
    expect(following.runs).toMatchObject([{ ended: true }, { ended: false, services: ['site'] }]);
  });

  it('that cannot be followed are named with the reason, and tried again when declared anew', async () => {
    const following = new Following();
    following.starts();
    await following.settled();
    following.runs[0]?.end(new Error('no build section'));
    await following.settled();
    expect(following.lines.at(-1)).toBe('-: edits of site are not followed: no build section');
    expect(following.runs).toHaveLength(1);
    following.tell({
      kind: 'environment.declared',
      environment: environment([definition('site', { composeWatch: true })]),
    });
    await following.settled();
    expect(following.runs).toHaveLength(2);
    following.runs[1]?.end(new Error('no build section'));
    await following.settled();
    expect(following.runs).toHaveLength(2);
  });

  it('are followed by one Compose at a time: declared anew, the one before ends first', async () => {
    const following = new Following();
    following.starts();
    await following.settled();
    following.tell({
      kind: 'environment.declared',
      environment: environment([definition('site', { composeWatch: true })]),
    });
    await following.settled();
    expect(following.runs).toMatchObject([{ ended: true }, { ended: false }]);
    expect(following.lines.filter((line) => line.endsWith('docker compose watch follows site'))).toHaveLength(
      2,
    );
  });
});
