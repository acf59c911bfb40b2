import { expect, test } from 'vitest';
import { assignPorts, type HeldPort } from '../../src/environment/assign-ports.js';
import { checkScales } from '../../src/environment/check-scales.js';
import { readComposeOutput } from '../../src/environment/compose-output.js';
import { composeProject, withScales } from '../../src/environment/compose-project.js';
import { wantedPorts, withPublishedPorts } from '../../src/environment/published-ports.js';
import { refused, root, stackSource } from './declare.js';

const text = `services:
  web:
    image: x
    deploy: {replicas: 3}
    ports: [{target: 80, published: "8080", protocol: tcp}]
  other:
    image: x
    container_name: other-one
    ports: [{target: 80, published: "8084", protocol: tcp}]
`;
const project = composeProject(readComposeOutput(`name: x\n${text}`));
const sources = [stackSource('app', text)];

async function published(taken: readonly number[], held: readonly HeldPort[] = [], scale = 3) {
  const scaled = withScales(project, { web: scale });
  const wanted = wantedPorts(scaled);
  const { published: numbers, moved } = await assignPorts(
    wanted,
    held,
    async (_, number) => !taken.includes(number),
  );
  const { services } = withPublishedPorts(scaled, wanted, numbers);
  return { web: services.web?.ports?.[0]?.published, moved: moved.map(({ from, to }) => `${from} ${to}`) };
}

test('each of several containers gets a port, side by side from the declared one on', async () => {
  expect(await published([])).toEqual({ web: '8080-8082', moved: [] });
  expect(await published([], [], 1)).toEqual({ web: '8080', moved: [] });
});

test('where one of them is taken, or declared by another service, all move on', async () => {
  expect(await published([8081])).toEqual({ web: '8085-8087', moved: ['8080 8085'] });
});

test('what they hold already stays theirs', async () => {
  const port = { service: 'web', hostIp: '127.0.0.1', target: 80, protocol: 'tcp' as const };
  const held = [8082, 8080, 8081].map((number) => ({ ...port, published: number }));
  expect(await published([8080, 8081, 8082], held)).toEqual({ web: '8080-8082', moved: [] });
  expect(await published([8080, 8081, 8082], held, 4)).toEqual({ web: '8080-8083', moved: [] });
});

test('a number of containers that cannot be had is refused, with the place that says so', () => {
  expect(() => checkScales(project, { other: 2 }, sources, root)).toThrow('8:5');
  expect(() => checkScales(project, { other: 1, web: 9 }, sources, root)).not.toThrow();
  expect(() => checkScales(project, { wbe: 2 }, sources, root)).toThrow("there is no service 'wbe' to scale");
});

test('of a service that waits for its profile it is said what to do', () => {
  const asleep = [stackSource('app', `${text}  debug: {image: x, profiles: [extra]}\n`)];
  const hint = (name: string) => refused(() => checkScales(project, { [name]: 2 }, asleep, root)).hint;
  expect(hint('debug')).toBe('It is declared and not enabled: name it, or its profile with --profile.');
  expect(hint('debgu')).toContain('There are: web, other.');
});
