import { expect, test } from 'vitest';
import { explainCompose } from '../../src/environment/explain-compose.js';
import { formatLocation } from '../../src/environment/problem.js';
import { parseSource, syntaxProblems } from '../../src/environment/source.js';
import { root, stackSource } from './declare.js';

const source = stackSource(
  'app',
  `include:
  - ../nowhere/compose.yaml
services:
  a:
    image: "x:\${TAG:?set it}"
    dependson: [b]
    ports: 80
    env_file: [nope.env]
    networks: [frnt]
    volumes: ["dta:/x"]
    depends_on: [bb]
  b: {image: x, depends_on: [a]}
  c:
    ports: ["8099999:80", "99999:80", "80:web", "80/xyz"]
    expose: [70000]
networks: {front: {}}
volumes: {data: {}}
`,
);

// The words of Compose 2.26 and, where they differ, of 2.40.
test.each([
  [
    "error decoding 'services[a].networks': invalid size: 'plenty'\ndecoding failed due to the following error(s):\n\nerror decoding",
    "9:5: services.a.networks: invalid size: 'plenty'",
    undefined,
  ],
  [
    "'services[c].ports[1]' expected type 'uint16', got unconvertible type 'string', value: 'x'",
    "14:27: services.c.ports.1: expected type 'uint16', got unconvertible type 'string', value: 'x'",
    undefined,
  ],
  [
    "services.deploy.replicas: can't set container_name and a as container name must be unique: invalid compose project",
    "4:3: service 'a' has a container_name and is to be several containers",
    'No two containers can have one name: remove container_name, or declare one container.',
  ],
  [
    `validating ${root}/x.yaml: services.a Additional property dependson is not allowed`,
    "6:5: Compose knows no key 'dependson' in services.a",
    "Did you mean 'depends_on'?",
  ],
  [
    `validating ${root}/x.yaml: services.a additional properties 'dependson' not allowed`,
    "6:5: Compose knows no key 'dependson' in services.a",
    "Did you mean 'depends_on'?",
  ],
  [
    `validating ${root}/x.yaml: services.a.ports must be a list`,
    '7:5: services.a.ports must be a list',
    undefined,
  ],
  [
    'dependency cycle detected: a -> b -> a',
    '11:5: these services wait for each other: a -> b -> a',
    'Remove one',
  ],
  [
    'service "a" depends on undefined service "bb": invalid compose project',
    '11:18: service "a" depends on undefined service "bb"',
    "Did you mean 'b'? There are: a, b, c.",
  ],
  [
    'service "a" refers to undefined network frnt: invalid compose project',
    '9:16: service "a" refers to undefined network frnt',
    "Did you mean 'front'?",
  ],
  [
    'service "a" refers to undefined volume dta: invalid compose project',
    '10:15: service "a" refers to undefined volume dta',
    "Did you mean 'data'?",
  ],
  ['Invalid hostPort: 99999', '14:27: there is no port 99999', 'Ports go from 1 to 65535.'],
  [
    'Invalid containerPort: web',
    "14:39: 'web' is no port",
    'A port is a number, or a range such as 3000-3005.',
  ],
  ['Invalid proto: xyz', "14:49: 'xyz' is no protocol of a port", 'There are tcp, udp and sctp.'],
  ['Invalid containerPort: 70000', '15:14: there is no port 70000', 'Ports go from 1 to 65535.'],
  [
    `env file ${root}/stacks/app/nope.env not found: stat ${root}/stacks/app/nope.env: no such file or directory`,
    '8:16: a file that is named here does not exist: stacks/app/nope.env',
    'Create it',
  ],
  [
    `open ${root}/stacks/nowhere/compose.yaml: no such file or directory`,
    '2:8: a file that is named here does not exist: stacks/nowhere/compose.yaml',
    'Create it',
  ],
  [
    'error while interpolating services.a.image: required variable TAG is missing a value: set it',
    '5:5: error while interpolating services.a.image: required variable TAG is missing a value: set it',
    'Set TAG in the environment or in a .env file',
  ],
])('Compose says: %s', (said, shown, hint) => {
  const problem = explainCompose(said, [source], root);
  const place = problem?.location && formatLocation(problem.location, root);
  expect(`${place}: ${problem?.message}`).toBe(`stacks/app/compose.yaml:${shown}`);
  if (hint === undefined) expect(problem?.hint).toBeUndefined();
  else expect(problem?.hint).toContain(hint);
});

test('two definitions of one service are both named', () => {
  const one = stackSource('one', 'services:\n  a: {image: x}\n');
  const two = stackSource('two', 'services:\n\n  a: {image: y}\n');
  const problem = explainCompose('services.a conflicts with imported resource', [one, two], root);
  expect(problem?.location).toEqual({ file: two.file, line: 3, column: 3 });
  expect(problem?.hint).toContain('stacks/one/compose.yaml:2:3');
});

test('a dependency whose profile is not enabled is told apart from a mistyped one', () => {
  const text = 'services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x, profiles: [debug]}\n';
  const said = 'service "a" depends on undefined service "b": invalid compose project';
  expect(explainCompose(said, [stackSource('app', text)], root)?.hint).toContain('--profile');
});

test('a complaint that is not about the files is left to be shown as it is', () => {
  expect(explainCompose('Cannot connect to the Docker daemon', [source], root)).toBeUndefined();
});

test.each([
  ['services:\n  a:\n    image: x\n   ports: [1]\n', 4],
  ['services:\n\ta: {image: x}\n', 2],
  ['services:\n  a: {image: x}\n  a: {image: y}\n', 3],
])('broken YAML is reported at its line: %j', (text, line) => {
  const [problem] = syntaxProblems(parseSource(`${root}/compose.yaml`, text));
  expect(problem?.location?.line).toBe(line);
  expect(problem?.message).toMatch(/^this is not valid YAML: /);
});

test('of files that are laid over each other, the one that Compose names is meant', () => {
  const first = stackSource('app', 'services:\n  a: {image: x, ports: 80}\n');
  const second = stackSource('more', 'services:\n\n  a: {ports: [80]}\n');
  const placeOf = (said: string) => explainCompose(said, [first, second], root)?.location;
  expect(placeOf(`validating ${first.file}: services.a.ports must be a list`)).toMatchObject({
    ...{ file: first.file, line: 2 },
  });
  expect(placeOf(`validating ${second.file}: services.a.ports must be a list`)).toMatchObject({
    ...{ file: second.file, line: 3 },
  });
});

test('of files that are laid over each other, the one that uses a variable needs it', () => {
  const first = stackSource('app', `services:\n  a: {image: "x:$\{TAG:?}"}\n`);
  const second = stackSource('more', 'services:\n  a: {image: y}\n');
  const said = 'error while interpolating services.a.image: required variable TAG is missing a value: ';
  expect(explainCompose(said, [first, second], root)?.location?.file).toBe(first.file);
});

test('a line of an env file is told with its place', () => {
  const said = 'failed to read /project/team.env: line 3: unexpected character "-" in variable name';
  expect(explainCompose(said, [source], root)).toMatchObject({
    location: { file: '/project/team.env', line: 3, column: 1 },
    message: 'unexpected character "-" in variable name',
  });
});

test.each([
  ['empty compose file', '# nothing yet\n'],
  ['Top-level object must be a mapping', '- a\n'],
])('of several files the one without any keys is named: %s', (said, text) => {
  const problem = explainCompose(said, [source, stackSource('other', text)], root);
  expect(problem?.location).toMatchObject({ file: `${root}/stacks/other/compose.yaml`, line: 1, column: 1 });
});
