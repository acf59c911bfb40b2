import { expect, test } from 'vitest';
import type { Environment } from '../../src/environment/environment.js';
import { leftOutFile } from '../../src/environment/left-out.js';
import { resolveEnvironment } from '../../src/environment/resolve.js';
import { inputFor } from './declare.ts';

const definitions: Environment['services'] = resolveEnvironment(
  inputFor(`services:
  db: {image: postgres}
  seed: {image: seed, depends_on: {db: {condition: service_started, required: true}}}
  web: {image: web, depends_on: {seed: {condition: service_started, required: true}}}
  aside: {image: aside}
`),
).services;
const named = (services: readonly string[], needed: boolean) =>
  [...(leftOutFile(definitions, services, { needed }) ?? '').matchAll(/^ {2}([\w-]+):$/gm)].map(
    ([, name]) => name,
  );

test('networks and volumes are made for the services that are asked for, and for nobody else', () => {
  expect(named(['web'], false)).toEqual(['db', 'seed', 'aside', 'sim-agent']);
  expect(leftOutFile(definitions, ['db', 'seed', 'web', 'sim-agent'], { needed: false })).toBe(
    'services:\n  aside:\n    networks: !reset null\n    volumes: !reset null\n    network_mode: none\n',
  );
});

test('those that come along because they are needed keep theirs', () => {
  expect(named(['web'], true)).toEqual(['aside', 'sim-agent']);
});

test('where all are asked for nothing is left out', () => {
  expect(leftOutFile(definitions, Object.keys(definitions), { needed: false })).toBeUndefined();
});
