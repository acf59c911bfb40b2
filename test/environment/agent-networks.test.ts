import { expect, test } from 'vitest';
import { agentNetworks } from '../../src/environment/agent-networks.js';
import { readComposeOutput } from '../../src/environment/compose-output.js';
import { composeProject } from '../../src/environment/compose-project.js';

/** Where the agent is, of services by their own words and networks. */
function placed(services: readonly string[], networks = '{default: {name: x_default}}') {
  const lines = services.map((words, index) => `  s${index}: {image: x, ${words}}\n`).join('');
  const text = `name: x\nservices:\n${lines}networks: ${networks}\n`;
  return agentNetworks(composeProject(readComposeOutput(text)));
}
const on = (...networks: string[]) => `networks: {${networks.join(', ')}}`;
const open = { own: undefined, joinsInternal: false, reach: { apart: [], blind: undefined } };

test('the agent joins the networks that services are on, and has none made for itself', () => {
  expect(placed([on('default: null')])).toEqual({ ...open, joined: { default: {} } });
  expect(
    placed([on('front: null'), on('back: null', 'front: null')], '{front: {}, back: {}, unused: {}}'),
  ).toEqual({
    ...open,
    joined: { front: {}, back: {} },
  });
});

test('where the file says which addresses there are, the agent takes the last free one', () => {
  const inner = '{inner: {ipam: {config: [{subnet: 10.177.0.0/24}]}}}';
  expect(placed([on('inner: {ipv4_address: 10.177.0.3}'), on('inner: null')], inner).joined).toEqual({
    inner: { ipv4_address: '10.177.0.254' },
  });
  expect(placed([on('inner: {ipv4_address: 10.177.0.254}')], inner).joined).toEqual({
    inner: { ipv4_address: '10.177.0.253' },
  });
  const both =
    '{inner: {enable_ipv6: true, ipam: {config: [{subnet: 10.1.0.0/24}, {subnet: "fd00:1::/64", gateway: "fd00:1::1"}]}}}';
  expect(placed([on('inner: {ipv6_address: "fd00:1::ffff"}')], both).joined).toEqual({
    inner: { ipv4_address: '10.1.0.254', ipv6_address: 'fd00:1::fffe' },
  });
});

test('a network whose last address a service needs is left to it', () => {
  const { joined, own, reach } = placed(
    [on('tiny: null')],
    '{tiny: {ipam: {config: [{subnet: 10.1.0.0/30}]}}}',
  );
  expect({ joined, own }).toEqual({ joined: {}, own: undefined });
  expect(reach).toEqual({
    apart: [{ network: 'tiny', why: 'it has no address left' }],
    blind: "the agent stays off network 'tiny' (it has no address left)",
  });
});

test.each([
  ['an internal default', [on('default: null')], '{default: {internal: true}}', ['default']],
  [
    'every network internal',
    [on('a: null', 'b: null')],
    '{a: {internal: true}, b: {internal: true}}',
    ['a', 'b'],
  ],
  // Whether that leads out only the engine knows.
  ['an external default', [on('default: null')], '{default: {external: true, name: theirs}}', ['default']],
])('with %s the agent gets a network of its own, and leads nobody out', (_, services, networks, joined) => {
  const found = placed(services, networks);
  expect(Object.keys(found.joined)).toEqual(joined);
  expect(found).toMatchObject({ own: 'sim-agent', joinsInternal: true, reach: { blind: undefined } });
});

test('beside a network that leads out none of its own is needed', () => {
  const found = placed([on('front: null'), on('back: null')], '{front: {}, back: {internal: true}}');
  expect(found).toMatchObject({ own: undefined, joinsInternal: true });
  expect(Object.keys(found.joined)).toEqual(['front', 'back']);
});

test("a network of the agent's own takes no name that is there", () => {
  const networks = '{default: {internal: true}, sim-agent: {internal: true}}';
  expect(placed([on('default: null')], networks).own).toBe('sim-agent-own');
});

test.each([
  ['lan: {driver: macvlan}', 'lan', 'its driver is macvlan'],
  ['lan: {driver: ipvlan}', 'lan', 'its driver is ipvlan'],
  ['lan: {driver: "null"}', 'lan', 'its driver is null'],
  ['lan: {external: true}', 'lan', 'it is external'],
])('it stays off %s', (declared, network, why) => {
  expect(placed([on('lan: null')], `{${declared}}`)).toEqual({
    ...{ joined: {}, own: undefined, joinsInternal: false },
    reach: { apart: [{ network, why }], blind: `the agent stays off network '${network}' (${why})` },
  });
  const beside = placed([on('lan: null', 'default: null')], `{${declared}, default: {}}`);
  expect(beside.joined).toEqual({ default: {} });
  expect(beside.reach).toEqual({ apart: [{ network, why }], blind: undefined });
});

test("it takes no address of somebody else's network where services ask for theirs", () => {
  const found = placed([on('default: {ipv4_address: 10.1.0.3}')], '{default: {external: true}}');
  expect(found.joined).toEqual({});
  expect(found.reach.blind).toContain('services ask for addresses on it');
});

test.each(['none', 'host', 'service:s1', 'container:x', 'bridge'])(
  'services with network_mode %s use no network of the environment',
  (mode) => {
    expect(placed([`network_mode: "${mode}"`], '{}')).toEqual({
      ...{ joined: {}, own: undefined, joinsInternal: false },
      reach: { apart: [], blind: 'no service is on a network of this environment' },
    });
    expect(placed([`network_mode: "${mode}"`, 'command: [a]']).joined).toEqual({ default: {} });
  },
);
