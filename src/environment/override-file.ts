import { type AgentNetworks, agentNetworks } from './agent-networks.js';
import { type ComposeProject, replicasOf } from './compose-project.js';
import { composeText, override } from './compose-text.js';
import {
  agentService,
  type Environment,
  environmentLabel,
  movedPortsLabel,
  stateLabel,
  unnamedLabel,
} from './environment.js';
import type { HotImages } from './hot-images.js';
import { literal } from './interpolate.js';
import { movedPortsText } from './moved-ports.js';
import { runnerService } from './runner-service.js';
import type { UnnamedVolume } from './unnamed-volumes.js';

/** What goes into the overrides besides what the user declared. */
export interface OverrideInput {
  readonly environment: Environment;
  /** As Compose resolved it, with the ports that are really published. */
  readonly project: ComposeProject;
  /** The image that serves each service, where already known; for `go` services that of the runner, for the agent its own. */
  readonly images: Readonly<Record<string, string>>;
  /** Volumes that no Compose file names, as far as their images are known: the next container gets the same ones. */
  readonly unnamed?: readonly UnnamedVolume[];
  /** What `go` services take from their Dockerfiles. */
  readonly hotImages?: HotImages;
  /** The file of this machine's certificate authorities; `undefined`: it has none. */
  readonly certificates?: string | undefined;
  /** The first line that the agent wants to hear from the controller. */
  readonly agentToken: string;
}

/** The folder of a service's builds, which its runner sees as `/sim/builds`. */
export function buildsFolder(environment: Environment, service: string): string {
  return `${environment.stateDir}/builds/${service}`;
}

/** The text of `.sim/<name>/override.yaml`: everything that Sim changes or adds, in Compose's own words. */
export function overrideFile(input: OverrideInput): string {
  const { environment, project, unnamed: unnamedVolumes = [] } = input;
  const labels = { [environmentLabel]: environment.name, [stateLabel]: literal(environment.stateDir) };
  const networks = agentNetworks(project);
  const services = Object.entries(project.services).map(([name, service]) => {
    const definition = environment.services[name];
    const unnamed = unnamedVolumes.filter((volume) => volume.service === name);
    const image = input.images[name];
    const own =
      definition?.go === undefined
        ? {}
        : runnerService(service, {
            definition,
            image,
            builds: buildsFolder(environment, name),
            hot: input.hotImages?.[name],
            certificates: input.certificates,
          });
    return [
      name,
      {
        labels: { ...labels, ...movedLabel(environment, name) },
        ...(image === undefined || image === service.image ? {} : { image }),
        ...(service.ports?.length ? { ports: override(service.ports) } : {}),
        // As many as are asked for, which the files need not say; Compose wants both words to agree.
        ...(typeof service.scale === 'number' ? { scale: service.scale } : {}),
        ...(typeof service.deploy?.replicas === 'number'
          ? { deploy: { replicas: replicasOf(service) } }
          : {}),
        ...own,
        ...mounts([...unnamed.map(mountOf), ...(own.volumes ?? [])]),
      },
    ] as const;
  });
  return composeText({
    services: { ...Object.fromEntries(services), [agentService]: agent(input, networks, labels) },
    networks: labelled(
      { ...project.networks, ...(networks.own === undefined ? {} : { [networks.own]: null }) },
      labels,
    ),
    volumes: {
      ...labelled(project.volumes, labels),
      ...Object.fromEntries(unnamedVolumes.map((volume) => [volume.key, unnamedVolume(volume, labels)])),
    },
  });
}

/** Compose replaces what is declared at the same path. */
function mountOf({ key, target, declared }: UnnamedVolume): unknown {
  return { ...declared, type: 'volume', source: key, target: literal(target) };
}

function mounts(volumes: readonly unknown[]): { readonly volumes?: readonly unknown[] } {
  return volumes.length === 0 ? {} : { volumes };
}

function unnamedVolume({ service, target }: UnnamedVolume, labels: Record<string, string>): unknown {
  return { labels: { ...labels, [unnamedLabel]: literal(`${service}:${target}`) } };
}

/** Where a service's ports have moved, for the next `up` to know. */
function movedLabel({ moved }: Environment, service: string): Record<string, string> {
  const text = movedPortsText(moved.filter((port) => port.service === service));
  return text === undefined ? {} : { [movedPortsLabel]: text };
}

function agent(
  { images, agentToken }: OverrideInput,
  { joined, own, joinsInternal, reach }: AgentNetworks,
  labels: Record<string, string>,
): unknown {
  return {
    image: images[agentService] ?? 'sim.local/agent:unknown',
    labels,
    environment: { SIM_AGENT_TOKEN: agentToken },
    ...(reach.blind === undefined
      ? {
          // Any free port, on loopback alone: the controller asks the engine which.
          ports: [{ target: 4319, host_ip: '127.0.0.1', protocol: 'tcp', mode: 'ingress' }],
          networks: { ...joined, ...(own === undefined ? {} : { [own]: {} }) },
        }
      : { network_mode: 'none' }),
    // Who is on a network without a way out gets none by way of the agent.
    ...(joinsInternal ? { sysctls: { 'net.ipv4.ip_forward': '0' } } : {}),
    healthcheck: {
      test: ['CMD', '/sim/agent', 'health'],
      // Rare, because each check starts a process (60 ms of processor): the controller sees at once when the link breaks.
      interval: '30s',
      timeout: '2s',
      retries: 2,
      start_period: '30s',
      start_interval: '100ms',
    },
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    stop_grace_period: '2s',
  };
}

/** Labels for what Compose creates; what is `external` belongs to somebody else. */
function labelled(
  resources: Readonly<Record<string, { readonly external?: boolean | null | undefined } | null>>,
  labels: Record<string, string>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(resources).flatMap(([name, resource]) =>
      resource?.external === true ? [] : [[name, { labels }]],
    ),
  );
}
