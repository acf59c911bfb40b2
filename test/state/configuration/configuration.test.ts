import { describe, expect, it } from 'vitest';
import { viewsOf } from '../../../src/state/core/views.js';
import { viewServices } from '../../../src/state/services/view.js';
import { definition, environment } from '../../fakes/environment.js';
import { Story } from '../../fakes/story.js';

const shared = { configuration: [{ source: '/src/stacks/app/config', target: '/etc/shop' }] };

/** Two services share a folder, one has a file of its own. */
function shop(): Story {
  return new Story().tell(
    { kind: 'engine.connected', version: '26' },
    {
      kind: 'environment.declared',
      environment: environment([
        definition('catalog', shared),
        definition('orders', shared),
        definition('nginx', { configuration: [{ source: '/src/nginx.conf', target: '/etc/nginx.conf' }] }),
      ]),
    },
  );
}

const edited = (file: string, ...services: string[]) => ({ kind: 'config.changed' as const, file, services });

/** What the views show of each service's configuration. */
const shown = (story: Story) =>
  Object.fromEntries(viewServices(story.snapshot).map((view) => [view.name, view.configuration?.file]));

describe('an edit of a mounted configuration', () => {
  it('is a line of the service that mounts it, and in its state', () => {
    const story = shop().tell(edited('/src/nginx.conf', 'nginx'));
    expect(story.snapshot.log.at(-1)).toMatchObject({ service: 'nginx', text: 'config nginx.conf changed' });
    expect(shown(story)).toEqual({ catalog: undefined, orders: undefined, nginx: 'nginx.conf' });
  });

  it('in a shared folder is that of the service it is named after, and names who sees it too', () => {
    const story = shop().tell(edited('/src/stacks/app/config/catalog.yaml', 'catalog', 'orders'));
    expect(story.snapshot.log.at(-1)).toMatchObject({
      service: 'catalog',
      text: 'config catalog.yaml changed',
      cause: 'seen by orders too',
    });
    expect(shown(story)).toEqual({ catalog: 'catalog.yaml', orders: undefined, nginx: undefined });
  });

  it('of no one in particular claims no more than that all may have read it', () => {
    const story = shop().tell(edited('/src/stacks/app/config/common/limits.yaml', 'catalog', 'orders'));
    expect(story.snapshot.log.at(-1)).toMatchObject({
      service: undefined,
      text: 'config common/limits.yaml changed',
      cause: 'catalog, orders may have read it',
    });
    expect(shown(story)).toMatchObject({ catalog: 'common/limits.yaml', orders: 'common/limits.yaml' });
  });

  it('has nothing done', () => {
    const before = shop();
    const plan = before.plan();
    expect(before.tell(edited('/src/nginx.conf', 'nginx')).plan()).toBe(plan);
  });
});

describe('an edit that its service refuses', () => {
  const refused = (story: Story) => {
    const change = viewServices(story.snapshot).find(({ name }) => name === 'catalog')?.configuration;
    return { change, line: story.snapshot.log.find(({ text }) => text === 'config catalog.yaml changed') };
  };
  const file = '/src/stacks/app/config/catalog.yaml';
  const refusal = (story: Story, at = refused(story).change?.at ?? 0) => ({
    kind: 'config.refused' as const,
    services: ['catalog'],
    file,
    changedAt: at,
    text: 'bad settings: the last good ones stay',
  });

  it('says so in its line, in the state and as the cause', () => {
    const story = shop().tell(edited(file, 'catalog', 'orders'));
    story.tell(refusal(story));
    const { change, line } = refused(story);
    expect(change?.refused).toBe('bad settings: the last good ones stay');
    expect(line).toMatchObject({
      level: 'warn',
      cause: 'catalog: bad settings: the last good ones stay; seen by orders too',
    });
    expect(story.snapshot.log.filter(({ text }) => text.startsWith('config'))).toHaveLength(1);
  });

  it('is no longer refused once it is edited again, and what is heard late is not for the newer edit', () => {
    const story = shop().tell(edited(file, 'catalog', 'orders'));
    const first = refused(story).change?.at;
    story.tell(edited(file, 'catalog', 'orders'));
    expect(refused(story.tell(refusal(story, first))).change?.refused).toBeUndefined();
  });

  it('stands in status --json', () => {
    const story = shop().tell(edited(file, 'catalog', 'orders'));
    story.tell(refusal(story));
    const shown = Object.fromEntries(
      viewsOf(story.snapshot).status.services.map((each) => [each.name, each.configuration]),
    );
    expect(shown).toMatchObject({
      catalog: { file: 'catalog.yaml', refused: 'bad settings: the last good ones stay' },
      nginx: null,
    });
  });
});

it('files that must be looked for are told of once', () => {
  const story = shop().tell({ kind: 'config.polled', detail: '/mnt lies on NFS' });
  expect(story.snapshot.log.at(-1)).toMatchObject({ text: '/mnt lies on NFS', level: 'warn' });
});
