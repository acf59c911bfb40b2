import { expect, test } from 'vitest';
import { parseSource } from '../../src/environment/source.js';
import { beside, overrideText } from '../../src/init/beside.js';
import { draftFor } from '../../src/init/draft.js';
import { program, repository } from './programs.js';

/** What the Compose file lacks; `dockerfiles` are texts by their paths. */
function lacking(
  text: string,
  folders: readonly string[],
  dockerfiles: Readonly<Record<string, string>> = {},
) {
  const draft = draftFor(repository(folders.map((folder) => program(folder))));
  return beside(draft, [parseSource('/shop/compose.yaml', text)], '/shop', (path) => dockerfiles[path] ?? '');
}
const found = (text: string, folders: readonly string[], dockerfiles = {}) =>
  Object.fromEntries(
    lacking(text, folders, dockerfiles).found.map(({ service, made }) => [service, made.program.folder]),
  );

test('a service is known by the folder that it is built in, by its Dockerfile, or by its name', () => {
  const text = `services:
  orders: {build: ./services/orders}
  web: {build: {context: ., dockerfile: cmd/front/Dockerfile}}
  backend: {build: {context: ., dockerfile: deploy/Dockerfile.b}}
  admin: {build: .}
  db: {image: postgres}
`;
  const folders = ['services/orders', 'cmd/front', 'cmd/back', 'cmd/admin'];
  const dockerfile = 'FROM golang AS build\nRUN go build -o /app ./cmd/back\n';
  expect(found(text, folders, { '/shop/deploy/Dockerfile.b': dockerfile })).toEqual({
    orders: 'services/orders',
    web: 'cmd/front',
    backend: 'cmd/back',
    admin: 'cmd/admin',
  });
});

test('the only program of a repository is what is built in it, whatever it is called', () => {
  expect(found('services: {app: {build: .}}\n', ['cmd/server'])).toEqual({ app: 'cmd/server' });
});

test('an image that is made elsewhere is known by its name, an official one by none', () => {
  const text = `services:
  web: {image: "ghcr.io/somebody/shop/guestbook:v1@sha256:12", container_name: web}
  cache: {image: redis}
  other: {image: "localhost:5000/somebody/orders"}
`;
  expect(found(text, ['guestbook', 'redis', 'cmd/orders'])).toEqual({
    web: 'guestbook',
    other: 'cmd/orders',
  });
});

test('what has x-sim.go already is done, and what no service is made from is missing', () => {
  const {
    done,
    found: more,
    missing,
  } = lacking('services: {api: {x-sim: {go: ./cmd/api}, build: .}}\n', ['cmd/api', 'cmd/other']);
  expect([done, more, missing.map(({ name }) => name)]).toEqual([['api'], [], ['other']]);
});

test('the override has x-sim and nothing else', () => {
  expect(overrideText('compose.yaml', lacking('services: {app: {build: .}}\n', ['cmd/server']))).toContain(
    'services:\n  app:\n    x-sim:\n      go: ./cmd/server ',
  );
});

test('a program of the folder itself is named by it alone', () => {
  expect(overrideText('compose.yaml', lacking('services: {app: {build: .}}\n', ['.']))).toContain('go: .  ');
});
