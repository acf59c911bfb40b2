/** What a service is for: its icon and its layer in the topology. The words are those of `x-sim.kind`. */
export const serviceKinds = [
  'gateway',
  'service',
  'worker',
  'database',
  'cache',
  'queue',
  'metrics',
  'logs',
  'traces',
  'load',
  'tool',
] as const;
export type ServiceKind = (typeof serviceKinds)[number];

/** How a new build of a `go` service takes over from the old one. */
export const handoffs = ['http', 'tcp', 'restart'] as const;
export type Handoff = (typeof handoffs)[number];

/**
 * In which image the binary of a `go` service runs: `sim`, Sim's own, which has certificates and time zones and nothing else;
 * `dockerfile`, the one that the service's Dockerfile makes.
 */
export const goRuntimes = ['sim', 'dockerfile'] as const;
export type GoRuntime = (typeof goRuntimes)[number];

/** Compose's own conditions of `depends_on`. */
export type DependencyCondition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

export interface Dependency {
  readonly service: string;
  readonly condition: DependencyCondition;
  /** `false`: the dependent starts even when this one is not there (Compose `required: false`). */
  readonly required: boolean;
  /** `true`: the dependent is restarted after this one was (Compose `restart: true`). */
  readonly restart: boolean;
}

/** What a published port carries. */
export type Protocol = 'tcp' | 'udp' | 'sctp';

/** A port published on the host, as declared; `published` is 0 where Docker chooses. */
export interface PublishedPort {
  readonly hostIp: string;
  readonly published: number;
  readonly target: number;
  readonly protocol: Protocol;
}

/** A web page worth opening (`x-sim.open`); `port` is the container's. */
export interface OpenLink {
  readonly label: string;
  readonly port: number;
  readonly path: string;
}

/** A service that is compiled from Go source and swapped while it runs. */
export interface GoSource {
  /** Absolute folder of the `package main`. */
  readonly directory: string;
  readonly handoff: Handoff;
  /** The image in which it runs, where that is not Sim's own. */
  readonly runtime?: 'dockerfile';
  /** How its Dockerfile builds it, in words that differ when that does; absent: nothing is told of it. */
  readonly builtBy?: string;
}

/** A file or folder of this machine that a container can read and not write: people edit it there. */
export interface ConfigurationMount {
  /** Absolute, on this machine. */
  readonly source: string;
  /** Absolute, inside the container. */
  readonly target: string;
}

/** One service as the user declared it, after Compose and `x-sim` were resolved. */
export interface ServiceDefinition {
  readonly name: string;
  /** The stack whose compose file defines it; the project's folder name with `-f`. */
  readonly stack: string;
  readonly kind: ServiceKind;
  /** The image as declared; `undefined` where the service is only built. */
  readonly image: string | undefined;
  /** Whether it may end with 0 and has then done its work; any other service that ends has failed. */
  readonly oneShot: boolean;
  /** How many containers are declared. */
  readonly replicas: number;
  /** `true` where the service has a Compose `build` section. */
  readonly built: boolean;
  readonly dependsOn: readonly Dependency[];
  /** `true` where a health check is declared here; an image's own check shows up only when the container runs. */
  readonly hasHealthCheck: boolean;
  readonly ports: readonly PublishedPort[];
  readonly open: readonly OpenLink[];
  /** The environment is ready without it. */
  readonly background: boolean;
  /** Set for services that are hot-rebuilt in this run. */
  readonly go: GoSource | undefined;
  /** The port it listens on inside its container, if known. */
  readonly port: number | undefined;
  /** `true` for parts of the simulator itself (the agent): never drawn as part of the user's system. */
  readonly internal: boolean;
  /** The networks that it is declared to be on, as the engine calls them. */
  readonly networks: readonly string[];
  /** The service whose network it uses (`network_mode: service:…`). */
  readonly networkOf: string | undefined;
  /** It has `pre_stop` hooks, which only Compose runs. */
  readonly stopsThroughCompose: boolean;
  /** Compose features that only Compose can start (`configs`, `secrets`, `post_start`, `provider`). */
  readonly startsThroughCompose: boolean;
  /** Its mounted configuration: edits there are told. */
  readonly configuration: readonly ConfigurationMount[];
  /** It has `develop.watch` rules that `docker compose watch` is to follow; never for `go` services, which are rebuilt here. */
  readonly composeWatch: boolean;
}

export type ImageMode = 'auto' | 'registry' | 'local';

/** A port that could not be had as declared. */
export interface MovedPort {
  readonly service: string;
  readonly target: number;
  readonly protocol: Protocol;
  /** The loopback address that it is published on. */
  readonly hostIp: string;
  /** The address that the file names, where that is beyond loopback and so never had it. */
  readonly beyond: string | undefined;
  readonly from: number;
  /** 0: the engine chooses. */
  readonly to: number;
}

/** How far the agent sees, as far as the declaration tells. */
export interface AgentReach {
  /** Networks of services that it stays off. */
  readonly apart: readonly { readonly network: string; readonly why: string }[];
  /** Why no span of any service can reach it; `undefined`: some can. */
  readonly blind: string | undefined;
}

/** What the author of a declaration has to know about a service, said once. */
export interface Remark {
  /** `undefined`: it is about the files as a whole. */
  readonly service: string | undefined;
  readonly text: string;
}

/** All that the user declared, resolved and validated. */
export interface Environment {
  readonly name: string;
  /** Compose project name: `sim-<name>`. */
  readonly project: string;
  /** Absolute folder from which paths of source are shown. */
  readonly root: string;
  /** Absolute `.sim/<name>`. */
  readonly stateDir: string;
  readonly stacks: readonly string[];
  readonly watch: boolean;
  readonly imageMode: ImageMode;
  /** What to ask of the source behind each live build. */
  readonly checks: readonly ('vet' | 'test')[];
  /** Of the machine that starts containers and compiles: how much is worth doing at once. */
  readonly cores: number;
  /** Published ports that are others than declared, because those were taken. */
  readonly moved: readonly MovedPort[];
  readonly agent: AgentReach;
  readonly remarks: readonly Remark[];
  readonly services: Readonly<Record<string, ServiceDefinition>>;
}

/** The stacks that `up` starts when none is named. */
export const defaultStacks = ['app'] as const;
/** The word by which `up` brings up the stacks of Sim, whatever lies in the folder. */
export const sampleWord = '--sample';
/** The name of an environment that nothing names. */
export const defaultEnvironmentName = 'shop';
/** The label that marks every resource of ours; its value is the environment's name. */
export const environmentLabel = 'dev.sim.environment';
/** The label that names the `.sim/<name>` folder whose controller made a resource: two checkouts may use one name. */
export const stateLabel = 'dev.sim.state';
/**
 * The label of a container that remembers which of its published ports have moved, and from where: the next `up` leaves them as long
 * as the same is declared.
 */
export const movedPortsLabel = 'dev.sim.moved-ports';
/** The label that says which path of which service a volume without a name of its own is for: `db:/var/lib/postgresql/data`. */
export const unnamedLabel = 'dev.sim.unnamed';
/** The service name of the agent on the environment's networks. */
export const agentService = 'sim-agent';

/** An address with its port, as it is written in a URL. */
export function authority(hostIp: string, port: number): string {
  return `${hostIp.includes(':') ? `[${hostIp}]` : hostIp}:${port}`;
}

/** Compose project of an environment. */
export function projectOf(name: string): string {
  return `sim-${name}`;
}
