import { expect, test } from 'vitest';
import { sleepingBuilder } from '../../src/environment/sleeping-builders.js';
import { parseSource } from '../../src/environment/source.js';

const file = parseSource(
  '/src/compose.yaml',
  `x-app: &app
  image: \${APP:-sample-app}:dev
services:
  web:
    <<: *app
    build: {context: ., tags: ["sample-app:newest"]}
    profiles: [dev, all]
  aside:
    image: aside
    build: .
  worker:
    image: sample-app:dev
`,
);
const find = (reference: string, declared: readonly string[] = ['worker']) =>
  sleepingBuilder(reference, [file], (name) => declared.includes(name), {});

test('who would build an image is found by its name and its tags, with the profiles that would wake it', () => {
  expect(find('sample-app:dev')).toEqual({ service: 'web', profiles: ['dev', 'all'] });
  expect(find('sample-app:newest')).toMatchObject({ service: 'web' });
  expect(find('aside:latest')).toEqual({ service: 'aside', profiles: [] });
});

test('a service that is awake, or has nothing to build, is not found', () => {
  expect(find('sample-app:dev', ['worker', 'web'])).toBeUndefined();
  expect(find('sample-app:dev', ['web'])).toBeUndefined();
  expect(find('redis:8')).toBeUndefined();
});
