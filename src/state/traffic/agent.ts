import { agentService } from '../../environment/environment.js';
import type { Snapshot } from '../core/snapshot.js';
import { startIsToCome } from '../services/readiness.js';

/** The port in its container at which the agent listens for the controller. */
const controllerPort = 4319;

/**
 * The loopback port by which the agent is reached; `away`: why there is none; `to come`: its container is still to be made, or no span
 * could reach it.
 */
export function findAgent(snapshot: Snapshot): number | { readonly away: string } | 'to come' {
  const { environment, services, images } = snapshot;
  if (environment === undefined || environment.agent.blind !== undefined) return 'to come';
  if (startIsToCome(snapshot, agentService)) return 'to come';
  const service = services[agentService];
  const agent = service?.instances[0];
  if (agent?.startError !== undefined) return { away: `the agent could not be started: ${agent.startError}` };
  if (service?.createError !== undefined)
    return { away: `the agent could not be created: ${service.createError}` };
  if (images[agentService]?.state === 'unavailable') {
    return { away: `the agent's image is unavailable: ${images[agentService].detail ?? 'nobody says why'}` };
  }
  const container = agent?.container;
  if (container === undefined) return { away: 'the agent has no container' };
  if (service?.wanted === 'stopped') return { away: 'the agent was stopped' };
  if (container.status === 'exited')
    return { away: `the agent ended with ${container.exitCode ?? 'an unknown code'}` };
  if (container.status !== 'running') return { away: `the agent's container is ${container.status}` };
  const port = container.ports.find(({ target }) => target === controllerPort);
  return port?.published ?? { away: 'the engine publishes no port of the agent' };
}

/** Why no traffic is seen, for people; `undefined` where it is seen, or nothing is known yet. */
export function blindWords({ traffic }: Snapshot): string | undefined {
  if (traffic.agent.state !== 'lost') return undefined;
  return `blind to traffic: ${traffic.agent.detail ?? 'the agent does not answer'}`;
}
