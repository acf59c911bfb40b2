import { type ComposeService, replicasOf } from './compose-project.js';
import type { ConfigurationMount, Dependency, Handoff, ServiceDefinition } from './environment.js';
import { guessKind } from './kind.js';
import { portsOf } from './published-ports.js';
import type { Extension } from './x-sim.js';

interface ServiceContext {
  readonly name: string;
  readonly stack: string;
  readonly watch: boolean;
  readonly known: (service: string) => boolean;
  readonly configuration: readonly ConfigurationMount[];
  /** As Compose files call a network -> as the engine does. */
  readonly networkNames: Readonly<Record<string, string>>;
}

/** One service of a resolved Compose project, with its checked `x-sim`, as the rest of Sim sees it. */
export function resolveService(
  service: ComposeService,
  extension: Extension,
  { name, stack, watch, known, configuration, networkNames }: ServiceContext,
): ServiceDefinition {
  const port = extension.port ?? firstPort(service);
  const go =
    watch && extension.go !== undefined
      ? {
          directory: extension.go,
          handoff: extension.handoff ?? defaultHandoff(port),
          ...(extension.runtime === 'dockerfile' ? { runtime: extension.runtime } : {}),
        }
      : undefined;
  return {
    name,
    stack,
    kind: extension.kind ?? (extension.go === undefined ? guessKind(service.image) : 'service'),
    image: service.image,
    built: Boolean(service.build),
    dependsOn: dependenciesOf(service, known),
    // The runner brings a health check of its own.
    hasHealthCheck: go !== undefined || declaresHealthCheck(service),
    ports: portsOf(service.ports),
    open: extension.open ?? [],
    background: extension.background ?? false,
    go,
    port,
    internal: false,
    startsThroughCompose: needsComposeToStart(service),
    configuration,
    composeWatch: watch && go === undefined && (service.develop?.watch?.length ?? 0) > 0,
    oneShot: mayEnd(service),
    replicas: replicasOf(service),
    networks: networksOf(service, networkNames),
    networkOf: /^service:(.+)$/.exec(service.network_mode ?? '')?.[1],
    stopsThroughCompose: (service.pre_stop?.length ?? 0) > 0,
  };
}

/** Compose lists `default` where nothing is declared; with a `network_mode` there are none. */
function networksOf(
  { networks, network_mode }: ComposeService,
  names: ServiceContext['networkNames'],
): readonly string[] {
  if (network_mode !== undefined && network_mode !== null) return [];
  return Object.keys(networks ?? {}).flatMap((key) => names[key] ?? []);
}

function firstPort({ ports, expose }: ComposeService): number | undefined {
  const published = ports?.[0]?.target;
  if (published !== undefined) return published;
  const exposed = Number.parseInt(expose?.[0] ?? '', 10);
  return Number.isNaN(exposed) ? undefined : exposed;
}

/** Without a port there is nothing to hand over, and two versions of a consumer must never run at once. */
function defaultHandoff(port: number | undefined): Handoff {
  return port === undefined ? 'restart' : 'http';
}

function dependenciesOf(
  { depends_on }: ComposeService,
  known: (service: string) => boolean,
): readonly Dependency[] {
  return Object.entries(depends_on ?? {})
    .filter(([service, { required }]) => required || known(service))
    .map(([service, { condition, required, restart }]) => ({ service, condition, required, restart }));
}

function declaresHealthCheck({ healthcheck }: ComposeService): boolean {
  const test = healthcheck?.test;
  if (test === undefined || test === null || healthcheck?.disable === true) return false;
  return test.length > 0 && test[0] !== 'NONE';
}

/** Nothing says that it is to run on: neither a port nor a health check nor that the engine should start it again. */
function mayEnd(service: ComposeService): boolean {
  const restarts = service.restart ?? 'no';
  const runsOn = restarts === 'always' || restarts === 'unless-stopped';
  return !runsOn && (service.ports ?? []).length === 0 && !declaresHealthCheck(service);
}

/** Compose itself brings these into a container when it starts it; a start through the engine alone would leave them out. */
function needsComposeToStart(service: ComposeService): boolean {
  const lists = [service.configs, service.secrets, service.post_start];
  return lists.some((list) => (list?.length ?? 0) > 0) || Boolean(service.provider);
}
