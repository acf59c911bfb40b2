import { dirname, join } from 'node:path';
import { agentNetworks } from './agent-networks.js';
import { buildProblems } from './check-builds.js';
import { healthProblems } from './check-health.js';
import { portProblems } from './check-ports.js';
import type { ComposeProject } from './compose-project.js';
import { configurationMounts } from './configuration-mounts.js';
import {
  agentService,
  type Environment,
  type ImageMode,
  projectOf,
  type ServiceDefinition,
} from './environment.js';
import { noWatchProblems } from './go-only.js';
import { hookRemarks } from './hook-remarks.js';
import { standsAlone } from './includes.js';
import { declarationOf } from './locate.js';
import { invalidEnvironment, type Problem } from './problem.js';
import { wantedPorts } from './published-ports.js';
import { resolveService } from './resolve-service.js';
import type { Source } from './source.js';
import { readExtension } from './x-sim.js';

/** Everything that makes an Environment; the disk is asked only whether something is there. */
export interface ResolveInput {
  readonly name: string;
  /** Absolute. */
  readonly root: string;
  /** Absolute `.sim/<name>`. */
  readonly stateDir: string;
  /** Absolute folder of the project; relative paths start here where no file is known to declare a service. */
  readonly directory: string;
  /** As Compose resolved it. */
  readonly declared: ComposeProject;
  /** The same with the ports that will really be published. */
  readonly project: ComposeProject;
  readonly sources: readonly Source[];
  /** The stacks that were asked for. */
  readonly stacks: readonly string[];
  readonly watch: boolean;
  readonly imageMode: ImageMode;
  readonly checks?: Environment['checks'];
  readonly cores: number;
  readonly moved?: Environment['moved'];
  /** `false`: Compose takes hooks and runs none. */
  readonly runsHooks?: boolean;
  /** Named by the files and set by nobody. */
  readonly unsetVariables?: readonly string[];
  /** About all of it, for whoever asked for it. */
  readonly remark?: string;
  readonly isDirectory: (path: string) => boolean;
  readonly isFile: (path: string) => boolean;
}

/** What the user declared, as an Environment; throws `invalid-environment` naming every problem with its place. */
export function resolveEnvironment(input: ResolveInput): Environment {
  const { project, sources, root } = input;
  const problems: Problem[] = [];
  const services: Record<string, ServiceDefinition> = {};
  const surroundings = {
    roots: [root, input.directory],
    stateDir: input.stateDir,
    files: sources.map(({ file }) => file),
    isDirectory: input.isDirectory,
    isFile: input.isFile,
  };
  const networkNames = Object.fromEntries(
    Object.entries(project.networks).flatMap(([key, network]) =>
      network?.name === undefined ? [] : [[key, network.name] as const],
    ),
  );
  for (const [name, service] of Object.entries(project.services)) {
    const { extension, problems: found } = readExtension(name, service['x-sim'], input);
    problems.push(...found);
    services[name] = resolveService(service, extension, {
      name,
      stack: stackOf(sources, name) ?? input.stacks[0] ?? input.name,
      watch: input.watch,
      known: (other) => Object.hasOwn(project.services, other),
      configuration: configurationMounts(service, project, surroundings),
      networkNames,
    });
  }
  for (const name of awaitedToEnd(services)) {
    const service = services[name];
    if (service !== undefined) services[name] = { ...service, oneShot: true };
  }
  problems.push(...reservedNameProblems(input));
  if (!input.watch) problems.push(...noWatchProblems(project, sources));
  problems.push(...healthProblems(project, services, sources));
  problems.push(...portProblems(wantedPorts(input.declared), sources, root));
  const built = Object.values(services).filter(({ go, built }) => built && go === undefined);
  const names = built.map(({ name }) => name);
  problems.push(...buildProblems(project, names, sources, input, root));

  const [first, ...others] = problems;
  if (first !== undefined) throw invalidEnvironment([first, ...others], root);
  return {
    name: input.name,
    project: projectOf(input.name),
    root: shownFrom(input),
    stateDir: input.stateDir,
    stacks: input.stacks,
    watch: input.watch,
    imageMode: input.imageMode,
    checks: input.watch ? (input.checks ?? []) : [],
    cores: input.cores,
    moved: input.moved ?? [],
    remarks: [
      ...(input.remark === undefined ? [] : [{ service: undefined, text: input.remark }]),
      ...(input.unsetVariables ?? []).map((variable) => ({
        service: undefined,
        text: `the variable ${variable} is not set, so it counts as empty; a '$' that is meant itself is written '$$'`,
      })),
      ...(input.runsHooks === false ? hookRemarks(project) : []),
    ],
    agent: agentNetworks(project).reach,
    services: { ...services, [agentService]: agentDefinition },
  };
}

function stackOf(sources: readonly Source[], service: string): string | undefined {
  const [only, ...others] = sources;
  if (only !== undefined && others.length === 0 && standsAlone(only)) return only.stack;
  return declarationOf(sources, service)?.source.stack;
}

/** The services that another one waits for to finish. */
function awaitedToEnd(services: Readonly<Record<string, ServiceDefinition>>): readonly string[] {
  return Object.values(services).flatMap(({ dependsOn }) =>
    dependsOn
      .filter(({ condition }) => condition === 'service_completed_successfully')
      .map(({ service }) => service),
  );
}

function reservedNameProblems({ project, sources }: ResolveInput): readonly Problem[] {
  if (!Object.hasOwn(project.services, agentService)) return [];
  return [
    {
      location: declarationOf(sources, agentService)?.location,
      message: `the service name '${agentService}' is taken by Sim itself`,
      hint: 'Give your service another name.',
    },
  ];
}

/** Sim's own eye on the environment's networks; the environment is ready without it. */
const agentDefinition: ServiceDefinition = {
  name: agentService,
  stack: 'sim',
  kind: 'tool',
  image: undefined,
  built: false,
  dependsOn: [],
  hasHealthCheck: true,
  ports: [{ hostIp: '127.0.0.1', published: 0, target: 4319, protocol: 'tcp' }],
  open: [],
  background: true,
  go: undefined,
  port: 4318,
  internal: true,
  startsThroughCompose: false,
  stopsThroughCompose: false,
  networks: [],
  networkOf: undefined,
  configuration: [],
  composeWatch: false,
  oneShot: false,
  replicas: 1,
};

/** The checkout, or the repository of a project that lies elsewhere; where that is in none, the project's own folder. */
function shownFrom({ root, directory, isDirectory }: ResolveInput): string {
  if (directory === root || directory.startsWith(`${root}/`)) return root;
  for (let folder = directory; dirname(folder) !== folder; folder = dirname(folder)) {
    if (isDirectory(join(folder, '.git'))) return folder;
  }
  return directory;
}
