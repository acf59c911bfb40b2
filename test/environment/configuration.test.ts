import { expect, test } from 'vitest';
import { resolveEnvironment } from '../../src/environment/resolve.js';
import { inputFor } from './declare.js';

const text = `services:
  nginx:
    image: nginx:1.26
    volumes:
      - {type: bind, source: /project/stacks/app/config, target: /etc/nginx/shop, read_only: true}
      - {type: bind, source: /project/stacks/app/nginx.conf, target: /etc/nginx/nginx.conf}
      - {type: bind, source: /project/stacks/app/data, target: /data}
      - {type: bind, source: /project/stacks/app, target: /project, read_only: true}
      - {type: bind, source: /proc, target: /host/proc, read_only: true}
      - {type: bind, source: /project/.sim/shop/builds, target: /builds, read_only: true}
      - {type: bind, source: /project/stacks/app/gone.yaml, target: /gone, read_only: true}
      - {type: volume, source: cache, target: /var/cache}
    configs:
      - {source: banner, target: /etc/banner}
configs:
  banner: {name: sim-shop_banner, file: /project/stacks/app/banner.txt}
`;

test('the configuration of a service is what of the project it sees and cannot write, and its configs', () => {
  const isFile = (path: string) => /\.(conf|txt)$/.test(path);
  const isDirectory = (path: string) => !isFile(path) && !path.includes('gone');
  const { services } = resolveEnvironment(inputFor(text, { isFile, isDirectory }));
  expect(services.nginx?.configuration).toEqual([
    { source: '/project/stacks/app/config', target: '/etc/nginx/shop' },
    { source: '/project/stacks/app/nginx.conf', target: '/etc/nginx/nginx.conf' },
    { source: '/project/stacks/app/banner.txt', target: '/etc/banner' },
  ]);
});

const watched = `services:
  site:
    image: site
    develop: {watch: [{path: /project/site, action: sync, target: /site}]}
  catalog:
    build: {context: /project/src}
    develop: {watch: [{path: /project/src, action: rebuild}]}
    x-sim: {go: ../../src/catalog}
`;

test('rules of `develop.watch` are left to Compose, but for services that are rebuilt here', () => {
  const follows = (watch: boolean) =>
    Object.values(resolveEnvironment(inputFor(watched, { watch })).services)
      .filter(({ composeWatch }) => composeWatch)
      .map(({ name }) => name);
  expect(follows(true)).toEqual(['site']);
  expect(follows(false)).toEqual([]);
});
