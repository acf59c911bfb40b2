import { type AgentNetworks, agentNetworks } from './agent-networks.js';
import type { ComposeProject, ComposeService } from './compose-project.js';
import { composeText, override, reset } from './compose-text.js';
import { durationMs } from './duration.js';
import {
  agentService,
  type Environment,
  environmentLabel,
  movedPortsLabel,
  type ServiceDefinition,
  stateLabel,
  unnamedLabel,
} from './environment.js';
import { literal } from './interpolate.js';
import { movedPortsText } from './moved-ports.js';
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
    const own = definition?.go === undefined ? {} : runnerService(input, definition, service);
    const image = input.images[name];
    return [
      name,
      {
        labels: { ...labels, ...movedLabel(environment, name) },
        ...(image === undefined || image === service.image ? {} : { image }),
        ...(service.ports?.length ? { ports: override(service.ports) } : {}),
        // One container per service is run and shown; Compose wants both words to agree.
        ...((service.scale ?? 1) > 1 ? { scale: 1 } : {}),
        ...((service.deploy?.replicas ?? 1) > 1 ? { deploy: { replicas: 1 } } : {}),
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

/** A `go` service in development: its binary comes from the mounted builds folder and is run by the runner. */
function runnerService(
  { environment, images }: OverrideInput,
  { name, go, port }: ServiceDefinition,
  service: ComposeService,
): Record<string, unknown> & { readonly volumes?: readonly unknown[] } {
  return {
    image: images[name] ?? 'sim.local/runtime:unknown',
    build: reset(),
    // A declared command stays: the runner passes it to each build as its arguments.
    entrypoint: ['/sim/runner'],
    // The engine takes any signal but the stop signal, where one is named, for somebody's wish to end the container: without
    // these two our SIGHUP would cancel the restart policy (moby, daemon/kill.go).
    stop_signal: service.stop_signal ?? 'SIGTERM',
    ...(service.restart === 'unless-stopped' ? { restart: 'always' } : {}),
    // Names of users mean nothing in the runner's image; numbers keep the owner of the service's volumes.
    ...(service.user === undefined || service.user === null || /^\d+(:\d+)?$/.test(service.user)
      ? {}
      : { user: reset() }),
    environment: {
      SIM_RUNNER_HANDOFF: go?.handoff ?? 'restart',
      ...(port === undefined ? {} : { SIM_RUNNER_PORT: String(port) }),
      ...stopTime(service.stop_grace_period),
    },
    healthcheck: override({
      test: ['CMD', '/sim/runner', 'health'],
      interval: service.healthcheck?.interval ?? '10s',
      timeout: service.healthcheck?.timeout ?? '2s',
      retries: service.healthcheck?.retries ?? 2,
      // Within the start period probes come quickly, so that a service counts as ready the moment it answers. A first build on
      // a bare machine takes minutes, and that is no fault of the service; after the first success failures count at once.
      start_period: '10m',
      start_interval: '100ms',
    }),
    volumes: [
      {
        type: 'bind',
        source: literal(buildsFolder(environment, name)),
        target: '/sim/builds',
        read_only: true,
        bind: { create_host_path: false },
      },
    ],
  };
}

/** The runner must be done before the engine's patience ends; without a declared period both keep their defaults. */
function stopTime(gracePeriod: string | null | undefined): Record<string, string> {
  const graceMs = durationMs(gracePeriod ?? '');
  return graceMs === undefined ? {} : { SIM_RUNNER_STOP: `${Math.round(graceMs * 0.9)}ms` };
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
