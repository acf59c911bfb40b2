import { expect, test } from 'vitest';
import { ControllerClient } from '../../src/contract/client.js';
import type { UpRequest, Wish } from '../../src/contract/requests.js';
import type { ViewName, Views } from '../../src/contract/views.js';
import { buildsText } from '../../src/outputs/text/builds.js';
import { paintFor } from '../../src/outputs/text/paint.js';
import { statusText } from '../../src/outputs/text/status.js';
import { tellStory } from '../../src/outputs/text/story.js';
import { summaryText } from '../../src/outputs/text/summary.js';
import { topologyText } from '../../src/outputs/text/topology.js';
import { pictureOf } from '../../src/outputs/tui/picture.js';
import { drawScreen } from '../../src/outputs/tui/screen.js';
import { firstViewState } from '../../src/outputs/tui/session/view-state.js';
import { noon } from '../outputs/tui/shop-story.js';
import { serveMoment } from './answers.js';
import { firstViews, laterViews, play } from './played.js';
import { follow } from './v1/first-view.js';

const plain = paintFor(process.stdout, { TERM: 'dumb' });

/** Resolves with the first lines of the first version's view that are as they should be. */
function drawn(socket: string, when: (lines: readonly string[]) => boolean): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const following = follow(socket, (lines) => {
      if (!when(lines)) return;
      following.stop();
      resolve(lines);
    });
  });
}

/** What every output of today shows of some views. */
function shownBy(views: Views): readonly string[] {
  const told: string[] = [];
  tellStory({ current: views, subscribe: () => () => undefined }, (line) => told.push(line), plain, noon);
  const screen = drawScreen(pictureOf(views, noon + 60_000), firstViewState, undefined, {
    columns: 160,
    rows: 50,
    offsetMinutes: 0,
  });
  return [
    statusText(views, plain),
    summaryText(views, plain),
    topologyText(views, plain),
    buildsText(views.builds.services, noon + 60_000, plain),
    told.join('\n'),
    screen.lines.map((line) => line.map(({ text }) => text).join('')).join('\n'),
  ];
}

test('a view of the first version attaches to the controller of today, and follows it', async () => {
  await using served = await serveMoment('trouble');
  const changed = drawn(served.socket, (lines) => lines.some((line) => line === 'bad: engine lost: gone'));
  const [first] = await drawn(served.socket, () => true);
  expect(first).toBe('shop is not ready');
  served.store.dispatch({ kind: 'engine.lost', at: noon + 60_000, detail: 'gone' });
  expect(await changed).toContain('redis unknown: gone');
});

test('a view of the first version attaches to a controller with fields, words, a view and an event more', async () => {
  await using later = await play(laterViews());
  const seen: (readonly string[])[] = [];
  const lines = await new Promise<readonly string[]>((resolve) => {
    const following = follow(later.socket, (now) => {
      seen.push(now);
      if (seen.length === 1) {
        later.send('weather', { celsius: -3 });
        later.send('delta', {
          in: { status: { in: { services: { at: { 0: { in: { state: { set: 'thawing' } } } } } } } },
        });
      } else {
        following.stop();
        resolve(now);
      }
    });
  });
  expect(seen[0]).toEqual(expect.arrayContaining(['nginx hibernating: it is winter', 'cold: snow falls']));
  expect(lines).toContain('nginx thawing: it is winter');
});

test('outputs of today attach to a controller with fields, words, a view and an event more', async () => {
  await using later = await play(laterViews());
  const leaving = new AbortController();
  const live = await new ControllerClient(later.socket).live(() => undefined, leaving.signal);
  const [status = '', , , builds = '', story = '', screen = ''] = shownBy(live.current);
  for (const output of [status, screen]) expect(output).toContain('hibernating');
  expect(story).toContain('snow falls');
  expect(screen).toContain('snow falls');
  expect(builds).toContain('catalog');
  const thawed = new Promise<void>((resolve) => {
    live.subscribe(() => live.current.status.services[0]?.state === 'thawing' && resolve());
  });
  later.send('weather', { celsius: -3 });
  later.send('delta', {
    in: { status: { in: { services: { at: { 0: { in: { state: { set: 'thawing' } } } } } } } },
  });
  await thawed;
  leaving.abort();
});

test('outputs of today attach to a controller of the first version', async () => {
  await using first = await play(firstViews());
  const leaving = new AbortController();
  const live = await new ControllerClient(first.socket).live(() => undefined, leaving.signal);
  for (const output of shownBy(live.current)) expect(output).toMatch(/catalog/);
  leaving.abort();
});

test('a request of a later version is taken as far as it is known, and what is not known is named', async () => {
  await using served = await serveMoment('trouble');
  const client = new ControllerClient(served.socket);
  const request = { stacks: ['app'], cwd: '/src', profiles: [], images: 'auto', watch: true, moon: 'full' };
  const files = { paths: ['x'], namedBy: 'option', services: [], tide: 'low' };
  // No type of today knows all that it says.
  const later = { ...request, files } as unknown as UpRequest;
  expect(await client.up(later)).toEqual({ ignored: ['moon', 'files.tide'] });
});

test('a wish, or a view, that is not known here is refused and says so', async () => {
  await using served = await serveMoment('trouble');
  const client = new ControllerClient(served.socket);
  const wishes = [
    { kind: 'dance.requested', service: 'redis' },
    { kind: 'stop.requested', service: 'redis', gently: true },
  ];
  for (const wish of wishes) {
    await expect(client.wish(wish as unknown as Wish)).rejects.toMatchObject({ code: 'usage' });
  }
  await expect(client.views(['faults' as unknown as ViewName])).rejects.toMatchObject({
    code: 'usage',
    message: "there is no view 'faults'",
    hint: 'there are environment, status, topology, builds, story',
  });
});
