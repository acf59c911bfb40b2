import { expect, test } from 'vitest';
import { assignPorts, type HeldPort, isRefused } from '../../src/environment/assign-ports.js';
import { readComposeOutput } from '../../src/environment/compose-output.js';
import { composeProject } from '../../src/environment/compose-project.js';
import { authority } from '../../src/environment/environment.js';
import { addressesMeet, loopbackFor } from '../../src/environment/host-address.js';
import { movedFrom, movedPortsText } from '../../src/environment/moved-ports.js';
import { portsOf, wantedPorts, withPublishedPorts } from '../../src/environment/published-ports.js';

const project = (ports: Record<string, string>) =>
  composeProject(
    readComposeOutput(
      `name: x\nservices:\n${Object.entries(ports)
        .map(([name, list]) => `  ${name}: {image: x, ports: [${list}]}\n`)
        .join('')}`,
    ),
  );
const port = (target: number, published: string | number, more = 'protocol: tcp') =>
  `{target: ${target}, published: "${published}", ${more}}`;
const at = (hostIp: string, protocol = 'tcp') => `host_ip: "${hostIp}", protocol: ${protocol}`;
const tcp = { hostIp: '127.0.0.1', protocol: 'tcp' as const };

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
    portsOf(service.ports).map(
      ({ hostIp, published, target, protocol }) =>
        `${name} ${authority(hostIp, published)}:${target}${protocol === 'tcp' ? '' : `/${protocol}`}`,
    ),
  );
  return { shown, moved: assigned.moved };
}

/** What the containers of a first `up` hold, as the engine tells it. */
async function heldAfter(ports: Record<string, string>, taken: readonly number[]): Promise<HeldPort[]> {
  const wanted = wantedPorts(project(ports));
  const { published, moved } = await assignPorts(wanted, [], async (_, number) => !taken.includes(number));
  return wanted.map(({ service, hostIp, target, protocol }, index) => {
    const port = { hostIp, protocol, published: published[index] ?? 0 };
    const label = movedPortsText(moved.filter((one) => one.service === service));
    return { ...port, service, target, movedFrom: movedFrom(label, port) };
  });
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
  expect(moved).toEqual([{ ...tcp, service: 'web', target: 80, beyond: undefined, from: 8080, to: 8083 }]);
});

test("a port that this environment's own container holds stays, moved or not", async () => {
  const held: HeldPort = { ...tcp, service: 'web', target: 80, published: 8081, movedFrom: 8080 };
  const { shown } = await publish({ web: port(80, 8080) }, [8081], [held]);
  expect(shown).toEqual(['web 127.0.0.1:8081:80']);
});

test('a range gives its first free port, and moves only when all are taken', async () => {
  expect((await publish({ web: port(80, '8080-8082') }, [8080])).shown).toEqual(['web 127.0.0.1:8081:80']);
  const full = await publish({ web: port(80, '8080-8081') }, [8080, 8081]);
  expect(full).toEqual({
    shown: ['web 127.0.0.1:8082:80'],
    moved: [{ ...tcp, service: 'web', target: 80, beyond: undefined, from: 8080, to: 8082 }],
  });
});

test('a range leaves the numbers to others that can do with no other one', async () => {
  const { shown, moved } = await publish({ web: port(80, '8080-8082'), api: port(80, 8080) }, []);
  expect(shown).toEqual(['web 127.0.0.1:8081:80', 'api 127.0.0.1:8080:80']);
  expect(moved).toEqual([]);
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

const sameNumber = `${port(53, 5353)}, ${port(53, 5353, 'protocol: udp')}`;
test.each([
  ['a udp port', { dns: port(53, 5353, 'protocol: udp') }],
  ['tcp and udp of one number in one service', { dns: sameNumber }],
  ['tcp and udp of one number in two services', { a: port(53, 5353), b: port(53, 5353, 'protocol: udp') }],
  [
    'udp on two addresses',
    { dns: `${port(53, 5353, at('127.0.0.1', 'udp'))}, ${port(53, 5353, at('127.0.0.2', 'udp'))}` },
  ],
  ['one number on both families', { web: `${port(80, 8080)}, ${port(80, 8080, at('::1'))}` }],
  ['two numbers of one port', { web: `${port(80, 8081)}, ${port(80, 8080)}` }],
  ['a range', { web: port(80, '8080-8090') }],
  ['SCTP', { web: port(80, 8080, 'protocol: sctp') }],
])('a second up leaves %s where it is, moved or not', async (_, ports) => {
  for (const taken of [[], [5353, 8080]]) {
    const held = await heldAfter(ports, taken);
    const first = await publish(ports, taken);
    const everything = held.map(({ published }) => published);
    for (const order of [held, held.toReversed()]) {
      expect(await publish(ports, [...taken, ...everything], order)).toEqual(first);
    }
  }
});

test('a port whose number was edited goes where it is declared now', async () => {
  const held = await heldAfter({ web: port(80, 8081) }, []);
  expect((await publish({ web: port(80, 8080) }, [8081], held)).shown).toEqual(['web 127.0.0.1:8080:80']);
});

test('a number that its own container has for another target needs not move', async () => {
  const held = await heldAfter({ web: port(80, 8080) }, []);
  expect(await publish({ web: port(81, 8080) }, [8080], held)).toEqual({
    shown: ['web 127.0.0.1:8080:81'],
    moved: [],
  });
});

test('of one number on two addresses that both become loopback, the one that is declared there keeps it', async () => {
  const ports = { outside: port(80, 8080, at('10.1.2.3')), inside: port(80, 8080, at('127.0.0.1')) };
  const { shown, moved } = await publish(ports, []);
  expect(shown).toEqual(['outside 127.0.0.1:8081:80', 'inside 127.0.0.1:8080:80']);
  expect(moved).toEqual([
    { ...tcp, service: 'outside', target: 80, beyond: '10.1.2.3', from: 8080, to: 8081 },
  ]);
});

test('one port of one service on two addresses that both become loopback is published once', async () => {
  const ports = { web: `${port(80, 8080, at('10.1.2.3'))}, ${port(80, 8080, at('127.0.0.1'))}` };
  expect(await publish(ports, [])).toEqual({ shown: ['web 127.0.0.1:8080:80'], moved: [] });
});

test.each(['host', 'none', 'service:other', 'container:other'])(
  'with network_mode %s nothing is published, so nothing has to move',
  (mode) => {
    const text = `name: x\nservices:\n  web: {image: x, network_mode: "${mode}", ports: [${port(80, 8080)}]}\n`;
    const declared = composeProject(readComposeOutput(text));
    expect(wantedPorts(declared)).toEqual([]);
    expect(withPublishedPorts(declared, [], [])).toEqual(declared);
  },
);

test.each([
  [undefined, '127.0.0.1'],
  ['0.0.0.0', '127.0.0.1'],
  ['192.168.1.4', '127.0.0.1'],
  ['127.0.0.2', '127.0.0.2'],
  ['::', '::1'],
  ['::1', '::1'],
  ['fd00::1', '::1'],
  ['::ffff:127.0.0.3', '127.0.0.3'],
])('what is declared for %s goes to %s', (declared, address) => {
  expect(loopbackFor(declared)).toBe(address);
});

test.each([
  [undefined, '127.0.0.1', true],
  [undefined, '::1', true],
  ['0.0.0.0', '10.0.0.1', true],
  ['0.0.0.0', '::', false],
  ['::', 'fd00::1', true],
  ['::1', '0:0:0:0:0:0:0:1', true],
  ['127.0.0.1', '127.0.0.2', false],
  ['127.0.0.1', '::1', false],
])('%s and %s exclude each other: %s', (one, other, meet) => {
  expect(addressesMeet(one, other)).toBe(meet);
  expect(addressesMeet(other, one)).toBe(meet);
});

test('what the engine refused says as much as it says, and no more', () => {
  const refused = [
    { hostIp: '127.0.0.1', protocol: 'udp' as const, published: 53 },
    { hostIp: undefined, protocol: undefined, published: 80 },
  ];
  expect(isRefused(refused, { hostIp: '127.0.0.1', protocol: 'udp' }, 53)).toBe(true);
  expect(isRefused(refused, { hostIp: '127.0.0.1', protocol: 'tcp' }, 53)).toBe(false);
  expect(isRefused(refused, { hostIp: '::1', protocol: 'udp' }, 53)).toBe(false);
  expect(isRefused(refused, { hostIp: '::1', protocol: 'tcp' }, 80)).toBe(true);
});
