import { describe, expect, test } from 'vitest';
import { builderFor, buildOrder, builtNames } from '../../src/environment/build-order.js';
import { type ComposeProject, composeProject } from '../../src/environment/compose-project.js';

function project(services: object): ComposeProject {
  return composeProject({ name: 'sim-t', services });
}

describe('who builds an image', () => {
  const builds = [
    { service: 'web', names: ['sample-app:dev', 'registry.example:5000/app'], needs: ['redis:8'] },
    { service: 'other', names: ['sample-app:dev'], needs: [] },
  ];
  test.each([
    ['sample-app:dev', 'web'],
    ['docker.io/library/sample-app:dev', 'web'],
    ['registry.example:5000/app:latest', 'web'],
    ['sample-app', undefined],
    ['sample-app:dev2', undefined],
    ['other/sample-app:dev', undefined],
  ])('%s is built by %s', (reference, service) => {
    expect(buildOrder(builds).builderOf(reference)).toBe(service);
  });

  test('an image goes by the name that is declared, else by that of project and service, and by its tags', () => {
    const declared = project({
      web: { image: 'app:1', build: { context: '/', tags: ['app:newest'] } },
      worker: { build: { context: '/' } },
    });
    expect(builtNames(declared, 'web')).toEqual(['app:1', 'app:newest']);
    expect(builtNames(declared, 'worker')).toEqual(['sim-t-worker']);
  });

  test('services that declare one build under one name are built once; each without a name is built for itself', () => {
    const build = { context: '/src' };
    const declared = project({
      a: { build },
      b: { build },
      web: { image: 'app:1', build },
      worker: { image: 'app:1', build },
      other: { image: 'app:1', build: { context: '/other' } },
    });
    expect(['a', 'b', 'web', 'worker', 'other'].map((name) => builderFor(declared, name))).toEqual([
      'a',
      'b',
      'web',
      'web',
      'other',
    ]);
  });
});

describe('which build comes first', () => {
  test('those of the images that a Dockerfile stands on, each once', () => {
    const order = buildOrder([
      { service: 'base', names: ['team/base:1'], needs: ['debian:trixie'] },
      { service: 'web', names: ['web:1'], needs: ['team/base:1', 'docker.io/team/base:1', 'nginx:1.27'] },
    ]);
    expect(order.before('web')).toEqual(['base']);
    expect(order.before('base')).toEqual([]);
    expect(order.ringOf('web')).toBeUndefined();
  });

  test('an image that begins from its own name waits for nobody', () => {
    const order = buildOrder([{ service: 'web', names: ['web:1'], needs: ['web:1'] }]);
    expect(order.before('web')).toEqual([]);
    expect(order.ringOf('web')).toBeUndefined();
  });

  test('a ring is found by each that is part of it, and by nobody else', () => {
    const order = buildOrder([
      { service: 'a', names: ['a'], needs: ['b'] },
      { service: 'b', names: ['b'], needs: ['c'] },
      { service: 'c', names: ['c'], needs: ['a'] },
      { service: 'd', names: ['d'], needs: ['a'] },
    ]);
    expect(order.ringOf('a')).toEqual(['a', 'b', 'c']);
    expect(order.ringOf('c')).toEqual(['c', 'a', 'b']);
    expect(order.ringOf('d')).toBeUndefined();
  });
});
