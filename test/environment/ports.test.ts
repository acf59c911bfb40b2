import { expect, test } from 'vitest';
import { assignPorts, type HeldPort } from '../../src/environment/assign-ports.js';
import { readComposeOutput } from '../../src/environment/compose-output.js';
import { composeProject } from '../../src/environment/compose-project.js';
import { portsOf, wantedPorts, withPublishedPorts } from '../../src/environment/published-ports.js';

const project = (ports: Record<string, string>) =>
  composeProject(
    readComposeOutput(
      `name: x\nservices:\n${Object.entries(ports)
        .map(([name, list]) => `  ${name}: {image: x, ports: [${list}]}\n`)
        .join('')}`,
    ),
  );
const port = (target: number, published: string | number) =>
  `{target: ${target}, published: "${published}", protocol: tcp}`;

async function publish(
  ports: Record<string, string>,
  taken: readonly number[],
  held: readonly HeldPort[] = [],
) {
  const declared = project(ports);
  const wanted = wantedPorts(declared);
  const assigned = await assignPorts(wanted, held, async (_, number) => !taken.includes(number));
  const result = withPublishedPorts(declared, wanted, assigned.published);
  const shown = Object.entries(result.services).flatMap(([name, service]) =>
    portsOf(service.ports).map(({ hostIp, published, target }) => `${name} ${hostIp}:${published}:${target}`),
  );
  return { shown, moved: assigned.moved };
}

test('a free port stays as declared', async () => {
  expect(await publish({ web: port(80, 8080) }, [])).toEqual({
    shown: ['web 127.0.0.1:8080:80'],
    moved: [],
  });
});

test('a taken port moves to the next free one that no other service declares', async () => {
  const { shown, moved } = await publish({ web: port(80, 8080), admin: port(80, 8081) }, [8080, 8082]);
  expect(shown).toEqual(['web 127.0.0.1:8083:80', 'admin 127.0.0.1:8081:80']);
  expect(moved).toEqual([{ service: 'web', target: 80, from: 8080, to: 8083 }]);
});

test("a port that this environment's own container holds stays, moved or not", async () => {
  const held: HeldPort = { service: 'web', target: 80, published: 8081, protocol: 'tcp' };
  const { shown } = await publish({ web: port(80, 8080) }, [8081], [held]);
  expect(shown).toEqual(['web 127.0.0.1:8081:80']);
});

test('a range gives its first free port, and moves only when all are taken', async () => {
  expect((await publish({ web: port(80, '8080-8082') }, [8080])).shown).toEqual(['web 127.0.0.1:8081:80']);
  const full = await publish({ web: port(80, '8080-8081') }, [8080, 8081]);
  expect(full).toEqual({
    shown: ['web 127.0.0.1:8082:80'],
    moved: [{ service: 'web', target: 80, from: 8080, to: 8082 }],
  });
});

test('where Docker chooses the port it goes on doing so', async () => {
  expect((await publish({ web: '{target: 80, protocol: tcp}' }, [])).shown).toEqual(['web 127.0.0.1:0:80']);
});

test('nothing is published beyond loopback, and what becomes the same is published once', async () => {
  const list =
    '{target: 80, published: "8080", host_ip: 0.0.0.0}, {target: 80, published: "8080", host_ip: "::"}, {target: 80, published: "8080"}, {target: 81, published: "8081", host_ip: 127.0.0.2}';
  const declared = project({ web: list });
  const wanted = wantedPorts(declared);
  const same = withPublishedPorts(
    declared,
    wanted,
    wanted.map(({ first }) => first),
  );
  expect(portsOf(same.services.web?.ports).map(({ hostIp, published }) => `${hostIp} ${published}`)).toEqual([
    '127.0.0.1 8080',
    '::1 8080',
    '127.0.0.2 8081',
  ]);
});
