import { describe, expect, it } from 'vitest';
import { followComposeWatch } from '../../src/inputs/compose-watch.js';
import type { Event } from '../../src/state/core/event.js';
import { emptySnapshot, reduce } from '../../src/state/core/reduce.js';
import { createStore } from '../../src/state/core/store.js';
import { startOf } from '../fakes/effects.js';
import { definition, environment } from '../fakes/environment.js';
import { container, type Happening } from '../fakes/story.js';

/** A site with rules and a database without, followed by a Compose that does what the test says. */
class Following {
  readonly store = createStore(reduce, emptySnapshot(0));
  readonly runs: { readonly services: readonly string[]; say(line: string): void; end(why?: Error): void }[] =
    [];
  readonly abort = new AbortController();
  readonly ended: Promise<void>;

  constructor() {
    this.tell(
      { kind: 'engine.connected', version: '26' },
      { kind: 'up.requested' },
      {
        kind: 'environment.declared',
        environment: environment([definition('site', { composeWatch: true }), definition('postgres')]),
      },
    );
    this.ended = followComposeWatch(this.store, {
      engine: { mask: (text) => text.replaceAll('hunter2', '••••••') },
      compose: () => ({
        watch: (services, say, signal) =>
          new Promise<void>((resolve, reject) => {
            signal.addEventListener('abort', () => resolve(), { once: true });
            this.runs.push({ services, say, end: (why) => (why ? reject(why) : resolve()) });
          }),
      }),
      dispatch: (event) => this.store.dispatch(event),
      now: () => 1,
      signal: this.abort.signal,
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
    following.abort.abort();
    await following.ended;
    expect(following.runs).toHaveLength(1);
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
  });
});
