import { expect, test } from 'vitest';
import { removalText } from '../../../src/outputs/text/removal.js';
import { nothingRemoved } from '../../fakes/removal.js';

const unnamed = { name: 'sim-shop_db__-data', service: 'db', path: '/data', remounted: true };

test('a down without --volumes says of each volume that it is kept, and what it was for where nobody named it', () => {
  const removal = {
    ...nothingRemoved,
    containers: ['sim-shop-db-1', 'sim-shop-web-1'],
    networks: ['sim-shop_default'],
    keptVolumes: ['sim-shop_files', 'sim-shop_db__-data'],
    externalVolumes: ['theirs'],
    unnamedVolumes: [unnamed],
  };
  expect(removalText('shop', removal)).toBe(`shop: removed 2 containers, 1 network, 0 volumes
  data kept: sim-shop_files, sim-shop_db__-data (/data of db) (down --volumes removes it)
  not ours, left as it is: theirs`);
});

test('with --volumes an unnamed volume is counted and named among what was removed', () => {
  const removal = { ...nothingRemoved, volumes: ['sim-shop_db__-data'], unnamedVolumes: [unnamed] };
  expect(removalText('shop', removal)).toBe(`shop: removed 0 containers, 0 networks, 1 volume
  data removed: sim-shop_db__-data (/data of db)`);
});

test('a volume that no up would find again is told with what removes it', () => {
  const id = 'f'.repeat(64);
  const removal = {
    ...nothingRemoved,
    keptVolumes: [id],
    unnamedVolumes: [{ ...unnamed, name: id, remounted: false }],
  };
  expect(removalText('shop', removal)).toContain(
    `data kept, and no up finds it again: ${id} (/data of db) (docker volume rm removes it)`,
  );
});

test('where nothing is left there is nothing to remove', () => {
  expect(removalText('shop', nothingRemoved)).toBe('shop: nothing to remove');
});
