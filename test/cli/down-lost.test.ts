import { expect, test } from 'vitest';
import { SimError } from '../../src/errors.js';
import { definition, environment } from '../fakes/environment.js';
import { nothingRemoved } from '../fakes/removal.js';
import { Story } from '../fakes/story.js';
import { standing } from './typed.js';

function lost() {
  return new Story().tell(
    { kind: 'environment.declared', environment: environment([definition('web')]) },
    { kind: 'up.requested' },
    { kind: 'engine.lost', detail: 'connection refused' },
  ).snapshot;
}

test('down says that the engine does not answer once that was asked', async () => {
  await using shop = await standing(lost(), undefined, () => {
    throw new SimError('engine-lost', 'the engine does not answer');
  });
  await expect(shop.type('down')).rejects.toMatchObject({
    code: 'engine-lost',
    detail: 'connection refused',
  });
});

test('down goes on where the engine is back and nobody has noticed yet', async () => {
  const removal = nothingRemoved;
  let back = false;
  await using shop = await standing(lost(), undefined, () => {
    if (back) return [];
    back = true;
    return [
      { kind: 'engine.connected', at: 10, version: '28' },
      { kind: 'down.requested', at: 10, volumes: false },
      { kind: 'environment.removed', at: 11, removal },
    ];
  });
  expect(await shop.type('down')).toMatchObject({ code: 0 });
});
