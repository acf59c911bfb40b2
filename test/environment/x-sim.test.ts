import { expect, test } from 'vitest';
import { resolveEnvironment } from '../../src/environment/resolve.js';
import { inputFor, refusal, root } from './declare.js';

const service = (extension: string) => `services:
  catalog:
    image: catalog
    x-sim:
${extension.replace(/^/gm, '      ')}
`;

test('every key of x-sim reaches the service', () => {
  const text = service(
    [
      'kind: worker',
      'go: ../../src/catalog',
      'port: 9000',
      'handoff: tcp',
      'open: [{label: Docs, port: 9001, path: /docs}, {label: Home, port: 9001}]',
      'background: true',
    ].join('\n'),
  );
  expect(resolveEnvironment(inputFor(text)).services.catalog).toMatchObject({
    kind: 'worker',
    go: { directory: `${root}/src/catalog`, handoff: 'tcp' },
    port: 9000,
    open: [
      { label: 'Docs', port: 9001, path: '/docs' },
      { label: 'Home', port: 9001, path: '/' },
    ],
    background: true,
  });
});

test('an unknown key is refused at its place, with the key that was meant', () => {
  const error = refusal(inputFor(service('kind: cache\nbackgroud: true')));
  expect(error.code).toBe('invalid-environment');
  expect(error.message).toBe(
    "stacks/app/compose.yaml:6:7: unknown x-sim key 'backgroud' of service 'catalog'",
  );
  expect(error.hint).toMatch(/^Did you mean 'background'\? Known keys: kind, go, port/);
});

test.each([
  ['kind: databse', '5:7', 'x-sim.kind of service \'catalog\' is "databse"', "Did you mean 'database'?"],
  ['port: 70000', '5:7', "x-sim.port of service 'catalog' is 70000", 'from 1 to 65535'],
  ['handoff: htpp', '5:7', 'x-sim.handoff of service \'catalog\' is "htpp"', "Did you mean 'http'?"],
  ['background: maybe', '5:7', 'x-sim.background of service \'catalog\' is "maybe"', 'true or false'],
  ['open: [{label: A, port: 1}, {label: B}]', '5:35', "x-sim.open of service 'catalog'", 'a list of {label'],
])('a bad value is refused at its place: %s', (extension, place, message, hint) => {
  const error = refusal(inputFor(service(extension)));
  expect(error.message).toContain(`stacks/app/compose.yaml:${place}: ${message}`);
  expect(error.hint).toContain(hint);
});

test('a Go folder that does not exist is refused, naming where it was looked for', () => {
  const error = refusal(inputFor(service('go: ../../src/catalgo'), { isDirectory: () => false }));
  expect(error.message).toBe(
    "stacks/app/compose.yaml:5:7: the Go folder '../../src/catalgo' of service 'catalog' does not exist",
  );
  expect(error.hint).toContain(`Looked for ${root}/src/catalgo.`);
});

test('all problems are reported at once: the first as the message, the others as its detail', () => {
  const error = refusal(inputFor(service('knd: cache\nport: x')));
  expect(error.message).toContain("unknown x-sim key 'knd'");
  expect(error.detail).toContain('stacks/app/compose.yaml:6:7: x-sim.port');
});

test('values filled in from variables arrive as text and count as what they say', () => {
  const text = service("port: '9000'\nbackground: 'true'");
  expect(resolveEnvironment(inputFor(text)).services.catalog).toMatchObject({ port: 9000, background: true });
});

test('x-sim that is no mapping is refused', () => {
  const error = refusal(inputFor('services:\n  a:\n    image: x\n    x-sim: cache\n'));
  expect(error.message).toBe("stacks/app/compose.yaml:4:5: x-sim of service 'a' must be a mapping");
});
