import { expect, test } from 'vitest';
import { overrideFile } from '../../src/environment/override-file.js';
import { resolveEnvironment } from '../../src/environment/resolve.js';
import { type ImageVolumes, unnamedVolumes } from '../../src/environment/unnamed-volumes.js';
import { inputFor } from './declare.js';

const found = (text: string, images: ImageVolumes) =>
  unnamedVolumes(inputFor(text).project, images).map(({ service, target }) => `${service}:${target}`);

test('what an image wants a volume for has one, unless something is mounted there', () => {
  const text = `services:
  db: {image: a}
  named: {image: a, volumes: [{type: volume, source: data, target: /data/}]}
  bound: {image: a, volumes: [{type: bind, source: /here, target: /data}]}
  memory: {image: a, tmpfs: ["/data:size=1m"]}
  beside: {image: a, volumes: [{type: bind, source: /here, target: /data/sub}]}
volumes: {data: null}
`;
  const all = Object.fromEntries(
    ['db', 'named', 'bound', 'memory', 'beside'].map((name) => [name, ['/data']]),
  );
  expect(found(text, all)).toEqual(['db:/data', 'beside:/data']);
});

test('a path alone among the volumes is one, whatever the image wants', () => {
  const text =
    'services:\n  web: {image: a, volumes: [{type: volume, target: /cache, volume: {nocopy: true}}]}\n';
  expect(found(text, {})).toEqual(['web:/cache']);
  expect(found(text, { web: ['/cache/'] })).toEqual(['web:/cache']);
});

test('several containers of a service have none in common', () => {
  const text = `services:
  db: {image: a, deploy: {replicas: 2}}
  web: {image: a, scale: 3, volumes: [{type: volume, target: /cache}]}
  one: {image: a, scale: 1}
`;
  expect(found(text, { db: ['/data'], one: ['/data'] })).toEqual(['one:/data']);
});

test('the last of several keeps the one that the engine has made for it', () => {
  const { project } = inputFor('services:\n  db: {image: a, volumes: [{type: volume, target: /cache}]}\n');
  const left = unnamedVolumes(
    project,
    { db: ['/data/', '/more'] },
    new Set(['db:/data', 'db:/cache', 'web:/more']),
  );
  expect(left.map(({ target }) => target)).toEqual(['/more']);
});

test('a volume that is taken over from another service is the one of that service', () => {
  const text = `services:
  db: {image: a}
  backup: {image: a, volumes_from: ["db:ro"]}
  reader: {image: a, volumes_from: [backup]}
  foreign: {image: a, volumes_from: ["container:theirs"]}
  behind: {image: a, volumes_from: [foreign]}
`;
  const images = Object.fromEntries(
    ['db', 'backup', 'reader', 'foreign', 'behind'].map((name) => [name, ['/data']]),
  );
  expect(found(text, images)).toEqual(['db:/data']);
});

test('no two paths of any two services have one volume', () => {
  const text = `services:
  a: {image: a}
  a__-x: {image: a}
  a-b: {image: a}
`;
  const paths = ['/x', '/x-y', '/x/y', '/x_2dy', '/x.y', '/é', '/-x__-y'];
  const keys = unnamedVolumes(inputFor(text).project, { a: paths, 'a__-x': paths, 'a-b': paths }).map(
    ({ key }) => key,
  );
  expect(new Set(keys).size).toBe(3 * paths.length);
  for (const key of keys) expect(key).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/);
  expect(keys[0]).toBe('a__-x');
});

test('the override gives it a name and labels of ours, and keeps what was declared of it', () => {
  const text = `services:
  db: {image: postgres}
  web: {image: web, volumes: [{type: volume, target: /cache, read_only: true}]}
`;
  const input = inputFor(text);
  const written = overrideFile({
    environment: resolveEnvironment(input),
    project: input.project,
    images: {},
    unnamed: unnamedVolumes(input.project, { db: ['/var/lib/postgresql/data'] }),
    agentToken: 'secret',
  });
  expect(written).toContain(`    volumes:
      - type: volume
        source: db__-var-lib-postgresql-data
        target: "/var/lib/postgresql/data"
`);
  expect(written).toContain(`      - type: volume
        target: "/cache"
        read_only: true
        source: web__-cache
`);
  expect(written.slice(written.indexOf('\nvolumes:'))).toBe(`
volumes:
  db__-var-lib-postgresql-data:
    labels:
      dev.sim.environment: shop
      dev.sim.state: "/project/.sim/shop"
      dev.sim.unnamed: "db:/var/lib/postgresql/data"
  web__-cache:
    labels:
      dev.sim.environment: shop
      dev.sim.state: "/project/.sim/shop"
      dev.sim.unnamed: "web:/cache"
`);
});
