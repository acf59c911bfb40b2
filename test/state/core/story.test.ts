import { expect, test } from 'vitest';
import { Story } from '../../fakes/story.js';

const lost = { kind: 'agent.lost', detail: 'it closed the connection' } as const;
const blind = (story: Story) => story.snapshot.log.filter(({ text }) => text.startsWith('blind to traffic'));

test('an agent that is gone is told of, unless the environment goes down with it', () => {
  const up = () => new Story().tell({ kind: 'up.requested' }, { kind: 'agent.connected' });
  expect(blind(up().tell(lost))).toHaveLength(1);
  expect(blind(up().tell({ kind: 'down.requested', volumes: false }, lost))).toEqual([]);
});

test('where changes must be looked for a line says so', () => {
  const story = new Story().tell(
    { kind: 'watch.started', mode: 'events', detail: undefined },
    { kind: 'watch.started', mode: 'polling', detail: '/mnt/shop lies on NFS' },
  );
  expect(story.snapshot.log).toMatchObject([{ text: '/mnt/shop lies on NFS', level: 'warn' }]);
});
