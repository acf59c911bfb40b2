import { expect, test } from 'vitest';
import { paintFor } from '../../../src/outputs/text/paint.js';
import { statusText } from '../../../src/outputs/text/status.js';
import { topologyText } from '../../../src/outputs/text/topology.js';
import { viewsOf } from '../../../src/state/core/views.js';
import { whyOf } from '../../../src/state/services/why.js';
import { findAgent } from '../../../src/state/traffic/agent.js';
import { definition, environment, waitsFor } from '../../fakes/environment.js';
import { Story } from '../../fakes/story.js';

const plain = paintFor(process.stdout, { NO_COLOR: '1', TERM: 'dumb' });

const agent = definition('sim-agent', { kind: 'tool', internal: true, background: true, oneShot: false });
const published = [{ hostIp: '127.0.0.1', published: 40_000, target: 4319, protocol: 'tcp' as const }];

function begun(blind?: string) {
  const services = [definition('db'), definition('app', { dependsOn: [waitsFor('db')] }), agent];
  const apart = blind === undefined ? [] : [{ network: 'lan', why: 'its driver is macvlan' }];
  return new Story()
    .tell({ kind: 'environment.declared', environment: environment(services, { agent: { apart, blind } }) })
    .tell({ kind: 'up.requested' }, { kind: 'engine.connected', version: '28' });
}

test('the agent is to come until it is started, and then found by the port that is published', () => {
  const story = begun();
  expect(findAgent(story.snapshot)).toBe('to come');
  story.imagesReady().created('sim-agent');
  expect(findAgent(story.snapshot)).toBe('to come');
  story.observe('sim-agent', { status: 'running', health: 'healthy', startedAt: 1, ports: published });
  expect(findAgent(story.snapshot)).toBe(40_000);
});

test('why there is no agent to ask is told by what is known of its container', () => {
  const story = begun().imagesReady().created('sim-agent');
  const is = (changes: Parameters<Story['observe']>[1]) =>
    findAgent(story.observe('sim-agent', { startedAt: 1, ...changes }).snapshot);
  expect(is({ status: 'running' })).toEqual({ away: 'the engine publishes no port of the agent' });
  expect(is({ status: 'exited', exitCode: 3 })).toEqual({ away: 'the agent ended with 3' });
  expect(is({ status: 'paused', ports: published })).toEqual({ away: "the agent's container is paused" });
  const detail = 'no available IPv4 addresses';
  story.tell({ kind: 'container.start-failed', service: 'sim-agent', index: 1, detail });
  expect(findAgent(story.snapshot)).toEqual({ away: `the agent could not be started: ${detail}` });
});

test('every output says why traffic is unknown', () => {
  const { snapshot } = begun()
    .imagesReady()
    .created('sim-agent')
    .observe('sim-agent', { status: 'running', health: 'healthy', startedAt: 1 })
    .tell({ kind: 'agent.lost', detail: 'the engine publishes no port of the agent' });
  const words = 'blind to traffic: the engine publishes no port of the agent';
  const detail = { agent: 'lost', agentDetail: 'the engine publishes no port of the agent' };
  expect(whyOf(snapshot, 'sim-agent')?.cause).toBe(words);
  expect(viewsOf(snapshot).status).toMatchObject(detail);
  expect(viewsOf(snapshot).topology).toMatchObject(detail);
  expect(statusText(viewsOf(snapshot), plain).split('\n')[1]).toBe(words);
  expect(topologyText(viewsOf(snapshot), plain)).toMatch(
    new RegExp(`^${words}\n\n(.*\n)app +db +declared +unknown`),
  );
});

test('where no span could reach the agent that is said from the start, until it is declared otherwise', () => {
  const blind = "the agent stays off network 'lan' (its driver is macvlan)";
  const story = begun(blind);
  expect(findAgent(story.snapshot)).toBe('to come');
  expect(viewsOf(story.snapshot).status).toMatchObject({ agent: 'lost', agentDetail: blind });
  expect(story.snapshot.log.map(({ text }) => text)).toContain(`blind to traffic: ${blind}`);
  story.imagesReady().created('sim-agent').runs('sim-agent', 'healthy');
  const why = whyOf(story.snapshot, 'sim-agent');
  expect(why?.cause).toBe(`blind to traffic: ${blind}`);
  expect(why?.evidence).toEqual([]);
  story.tell({ kind: 'environment.declared', environment: environment([definition('db'), agent]) });
  expect(story.snapshot.traffic.agent.state).toBe('unknown');
});

test('an agent that sees a part says what it does not see, to whoever asks for it', () => {
  const reach = { apart: [{ network: 'lan', why: 'its driver is macvlan' }], blind: undefined };
  const story = new Story().tell({
    kind: 'environment.declared',
    environment: environment([agent], { agent: reach }),
  });
  expect(whyOf(story.snapshot, 'sim-agent')?.evidence).toEqual([
    "stays off network 'lan': its driver is macvlan",
  ]);
});

test('a port that moved is told with its address', () => {
  const moved = { service: 'web', target: 80, hostIp: '127.0.0.1', beyond: undefined, from: 8080, to: 8081 };
  const declared = environment([definition('web')], {
    moved: [
      { ...moved, protocol: 'tcp' },
      { ...moved, protocol: 'udp', hostIp: '::1' },
      { ...moved, protocol: 'tcp', beyond: '10.1.2.3', to: 8082 },
      { ...moved, protocol: 'tcp', target: 81, to: 0 },
    ],
  });
  const { log } = new Story().tell({ kind: 'environment.declared', environment: declared }).snapshot;
  expect(log.map(({ text }) => text)).toEqual([
    'port 127.0.0.1:8080 is taken: it is at 127.0.0.1:8081',
    'port [::1]:8080/udp is taken: it is at [::1]:8081/udp',
    'port 10.1.2.3:8080 goes to loopback, where 127.0.0.1:8080 is taken: it is at 127.0.0.1:8082',
    'port 127.0.0.1:8080 is taken: it is at one that the engine chooses on 127.0.0.1',
  ]);
});
