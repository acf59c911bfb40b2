import { expect, test } from 'vitest';
import { interpolate, literal } from '../../src/environment/interpolate.js';
import { guessKind } from '../../src/environment/kind.js';
import { checkEnvironmentName } from '../../src/environment/name.js';
import { closest } from '../../src/environment/suggest.js';
import { refused } from './declare.js';

test.each(['shop', 'a', 'shop-2', 'a'.repeat(32)])('%s is a good name of an environment', (name) => {
  expect(checkEnvironmentName(name)).toBe(name);
});

test.each(['', 'Shop', '2shop', '-x', 'a_b', '../x', 'a'.repeat(33), 'ä'])(
  "'%s' is refused as the name of an environment",
  (name) => {
    const error = refused(() => checkEnvironmentName(name));
    expect([error.code, error.hint]).toEqual(['usage', expect.stringContaining('start with a letter')]);
  },
);

test('the folder of our own images is no environment', () => {
  const { hint } = refused(() => checkEnvironmentName('images'));
  expect(hint).toContain("folder of Sim's own");
});

test.each([
  ['postgres:17.2', 'database'],
  ['registry.example:5000/bitnami/postgresql@sha256:abc', 'database'],
  ['redis:8-alpine', 'cache'],
  ['valkey/valkey:8', 'cache'],
  ['nginx', 'gateway'],
  ['nginx/nginx-prometheus-exporter:1', 'tool'],
  ['apache/kafka:4', 'queue'],
  ['nats:2', 'queue'],
  ['prom/prometheus:v3', 'metrics'],
  ['jaegertracing/all-in-one:1', 'traces'],
  ['docker.elastic.co/beats/filebeat:8', 'logs'],
  ['grafana/k6', 'load'],
  ['ghcr.io/acme/orders:3', 'service'],
  [undefined, 'service'],
])('image %s is drawn as a %s', (image, kind) => {
  expect(guessKind(image)).toBe(kind);
});

test.each([
  ['postgers', ['postgres', 'redis'], 'postgres'],
  ['dependson', ['depends_on', 'deploy'], 'depends_on'],
  ['kidn', ['kind', 'go'], 'kind'],
  ['frobnicate', ['kind', 'go'], undefined],
])('%s most likely means %s: %s', (word, candidates, meant) => {
  expect(closest(word, candidates)).toBe(meant);
});

test('variables in include paths are filled in as Compose does', () => {
  const variables = { A: 'x', EMPTY: '' };
  const text = `$A/$\{A}/$\{B:-d}/$\{EMPTY:-e}/$\{EMPTY-f}/$\{B}/$$A`;
  expect(interpolate(text, variables)).toBe('x/x/d/e///$A');
  expect(interpolate(literal(text), variables)).toBe(text);
});
