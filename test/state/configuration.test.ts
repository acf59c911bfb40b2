import { describe, expect, it } from 'vitest';
import { viewServices } from '../../src/state/select.js';
import { definition, environment } from '../fakes/environment.js';
import { Story } from '../fakes/story.js';

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
