import { expect, test } from 'vitest';
import { contextName, parseReference } from '../../src/images/reference.js';

test.each([
  ['postgres:17.6', { name: 'postgres', tag: '17.6', digest: undefined }],
  ['docker.io/library/postgres', { name: 'postgres', tag: undefined, digest: undefined }],
  ['index.docker.io/library/redis:alpine', { name: 'redis', tag: 'alpine', digest: undefined }],
  ['docker.io/grafana/grafana:11', { name: 'grafana/grafana', tag: '11', digest: undefined }],
  ['localhost:5000/team/app', { name: 'localhost:5000/team/app', tag: undefined, digest: undefined }],
  ['redis@sha256:abc', { name: 'redis', tag: undefined, digest: 'sha256:abc' }],
  ['redis:8.0@sha256:abc', { name: 'redis', tag: '8.0', digest: 'sha256:abc' }],
])('%s comes apart', (reference, expected) => {
  expect(parseReference(reference)).toEqual(expected);
});

test.each([
  ['alpine:latest', 'alpine'],
  ['alpine', 'alpine'],
  ['docker.io/library/golang:1.22', 'golang:1.22'],
  ['index.docker.io/library/redis', 'redis'],
  ['gcr.io/distroless/static:nonroot', 'gcr.io/distroless/static:nonroot'],
  ['redis:8@sha256:abc', 'redis:8@sha256:abc'],
])('BuildKit looks for %s as %s', (reference, expected) => {
  expect(contextName(reference)).toBe(expected);
});
