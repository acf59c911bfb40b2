import { expect, test } from 'vitest';
import { withDependencies } from '../../../src/state/services/with-dependencies.js';
import { definition, environment, waitsFor } from '../../fakes/environment.js';
import { Story } from '../../fakes/story.js';

function story(): Story {
  const declared = environment([
    definition('db'),
    definition('none', { replicas: 0 }),
    definition('tracing'),
    definition('catalog', { dependsOn: [waitsFor('db'), waitsFor('none'), waitsFor('tracing')] }),
    definition('gateway', { dependsOn: [waitsFor('catalog')] }),
    definition('aside'),
  ]);
  return new Story().tell({ kind: 'environment.declared', environment: declared }, { kind: 'up.requested' });
}

const none = new Set<string>();

test('Compose is told of all that a service needs, near and far, and of nobody else', () => {
  const { snapshot } = story().imagesReady();
  expect(withDependencies(snapshot, ['gateway'], none).toSorted()).toEqual([
    ...['catalog', 'db', 'gateway', 'none', 'tracing'],
  ]);
});

test('Compose is told of what is scaled to nothing, whose image nobody looked for: who depends on it is made by the same declaration as later', () => {
  const told = story();
  for (const name of ['db', 'catalog']) told.imageReady(name);
  expect(withDependencies(told.snapshot, ['catalog'], none)).toEqual(['catalog', 'db', 'none']);
  expect(withDependencies(told.snapshot, ['catalog'], new Set(['none']))).toEqual(['catalog', 'db']);
  told.tell({ kind: 'scale.requested', service: 'none', replicas: 1 });
  expect(withDependencies(told.snapshot, ['catalog'], none)).toEqual(['catalog', 'db']);
  told.imageReady('none');
  expect(withDependencies(told.snapshot, ['catalog'], none)).toEqual(['catalog', 'db', 'none']);
});

test('Compose is not told of what it would give up over', () => {
  const told = story();
  for (const name of ['db', 'catalog', 'gateway']) told.imageReady(name);
  told.tell({ kind: 'image.unavailable', service: 'tracing', detail: 'none', hint: 'none' });
  expect(withDependencies(told.snapshot, ['gateway'], none)).toEqual(['gateway', 'catalog', 'db', 'none']);
  expect(withDependencies(told.snapshot, ['gateway'], new Set(['db']))).toEqual([
    'gateway',
    'catalog',
    'none',
  ]);
  told.observe('catalog', { status: 'paused' });
  expect(withDependencies(told.snapshot, ['gateway'], none)).toEqual(['gateway']);
});
