import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tellDown } from '../../src/cli/tell-down.js';
import { viewsOf } from '../../src/state/core/views.js';
import { definition, environment } from '../fakes/environment.js';
import { Story } from '../fakes/story.js';
import { contextOf } from './typed.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a down that takes long says once which containers it still waits for', () => {
  const story = new Story().tell(
    { kind: 'environment.declared', environment: environment([definition('redis'), definition('slow')]) },
    { kind: 'up.requested' },
    { kind: 'engine.connected', version: '26.1.5' },
  );
  story.imagesReady().created('redis', 'slow').runs('redis').runs('slow');
  story.tell({ kind: 'down.requested', volumes: false }).take();
  const [output, context] = contextOf('');
  const source = {
    get current() {
      return viewsOf(story.snapshot);
    },
    subscribe: () => () => undefined,
  };
  const hush = tellDown(source, context, Number.POSITIVE_INFINITY);
  const told = (ms: number) => {
    const before = output.length;
    vi.advanceTimersByTime(ms);
    return output.slice(before).map((line) => line.trim());
  };
  expect(told(2_900)).toEqual([]);
  expect(told(200)).toEqual([
    'waits for redis, slow to end; the engine kills what does not end in its grace period',
  ]);
  expect(told(6_000)).toEqual([]);
  story.observe('redis', { status: 'exited', exitCode: 0 }).finish('stop:redis');
  expect(told(3_000)).toEqual([
    'waits for slow to end; the engine kills what does not end in its grace period',
  ]);
  story.observe('slow', { status: 'exited', exitCode: 0 }).finish('stop:slow').take();
  expect(told(3_000)).toEqual(['waits for the engine to remove containers and networks']);
  hush();
  expect(told(60_000)).toEqual([]);
});
