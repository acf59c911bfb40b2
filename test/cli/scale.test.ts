import { expect, test } from 'vitest';
import { definition, environment } from '../fakes/environment.js';
import { Story } from '../fakes/story.js';
import { standing } from './typed.js';

/** Three of web, all made. */
function three(isStopped = false) {
  const story = new Story().tell(
    { kind: 'environment.declared', environment: environment([definition('web', { replicas: 3 })]) },
    { kind: 'up.requested' },
    { kind: 'engine.connected', version: '26.1.5' },
  );
  for (const index of [1, 2, 3]) {
    story.observe('web', { index, id: `web-${index}`, status: 'running', startedAt: 5 });
  }
  if (isStopped) {
    story.tell({ kind: 'stop.requested', service: 'web' });
    for (const index of [1, 2, 3])
      story.observe('web', { index, id: `web-${index}`, status: 'exited', startedAt: 5 });
  }
  return standing(story.snapshot);
}

test('what was stopped is scaled, and stays stopped', async () => {
  await using shop = await three(true);
  expect((await shop.type('scale', 'web=5')).stdout).toMatch(
    /^web: scaling from 3 to 5.*\nweb: stays stopped until bin\/sim .*start web\n$/,
  );
});

test('scale asks for so many containers, and says until when', async () => {
  await using shop = await three();
  expect(await shop.type('scale', 'web=5')).toEqual({
    code: 0,
    stdout: 'web: scaling from 3 to 5, until the next up\n',
  });
  expect(shop.wishes).toEqual([{ kind: 'scale.requested', service: 'web', replicas: 5 }]);
});

test.each(['web', 'web=', 'web=x', 'web=-1', 'web=1001', '=3'])(
  'scale %s is no number of containers',
  async (word) => {
    await using shop = await three();
    await expect(shop.type('scale', word)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('is no'),
      hint: expect.stringContaining('such as orders=3'),
    });
    expect(shop.wishes).toEqual([]);
  },
);

test('a service is scaled whatever its name begins with', async () => {
  const story = new Story().tell({
    kind: 'environment.declared',
    environment: environment([definition('_web')]),
  });
  await using shop = await standing(story.snapshot);
  await shop.type('scale', '_web=2');
  expect(shop.wishes).toEqual([{ kind: 'scale.requested', service: '_web', replicas: 2 }]);
});

test('one container of several is named by its number', async () => {
  await using shop = await three();
  expect((await shop.type('stop', 'web#2')).stdout).toBe('web#2: stopping\n');
  expect(shop.wishes).toEqual([{ kind: 'stop.requested', service: 'web', index: 2 }]);
  await expect(shop.type('restart', 'web#7')).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining("no instance 'web#7'"),
    hint: 'it has web#1, web#2, web#3',
  });
});
