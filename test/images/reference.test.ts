import { describe, expect, test } from 'vitest';
import { isServedBy, parseReference } from '../../src/images/reference.js';

test.each([
  ['postgres:17.6', { name: 'postgres', tag: '17.6', digest: undefined }],
  ['docker.io/library/postgres', { name: 'postgres', tag: undefined, digest: undefined }],
  ['docker.io/grafana/grafana:11', { name: 'grafana/grafana', tag: '11', digest: undefined }],
  ['localhost:5000/team/app', { name: 'localhost:5000/team/app', tag: undefined, digest: undefined }],
  ['redis@sha256:abc', { name: 'redis', tag: undefined, digest: 'sha256:abc' }],
  ['redis:8.0@sha256:abc', { name: 'redis', tag: '8.0', digest: 'sha256:abc' }],
])('%s comes apart', (reference, expected) => {
  expect(parseReference(reference)).toEqual(expected);
});

describe('what a recipe serves', () => {
  test.each([
    ['postgres:17', 'postgres:17', true],
    ['postgres:17.12-trixie', 'postgres:17', true],
    ['library/postgres:17-alpine', 'postgres:17', true],
    ['postgres:16', 'postgres:17', false],
    ['postgres:170', 'postgres:17', false],
    ['postgres:1', 'postgres:17', false],
    ['postgres', 'postgres:17', false],
    ['postgres:latest', 'postgres:17', false],
    ['example.test/postgres:17', 'postgres:17', false],
    ['redis:8.0.4', 'redis:8', true],
    ['prom/prometheus:v2.53.3', 'prom/prometheus:v2', true],
    ['prom/prometheus:v3.0.0', 'prom/prometheus:v2', false],
    ['prom/prometheus:v20', 'prom/prometheus:v2', false],
  ])('%s by %s: %s', (reference, served, expected) => {
    expect(isServedBy(reference, served)).toBe(expected);
  });
});
