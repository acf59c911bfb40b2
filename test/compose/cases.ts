import type { Facts } from '../fuzz/compose/facts.ts';
import { type Project, projectOf, type Yaml, type YamlMap } from '../fuzz/compose/project.ts';
import type { ComposeVersion } from './versions.ts';

/** A small project and what has to come of it. */
export interface ComposeCase {
  /** What holds, as a sentence. */
  readonly name: string;
  readonly project: Project;
  /** What is so with Sim and with every Compose. */
  readonly facts: Facts;
  /** What is otherwise with one of both, on purpose: the README's table says why. */
  readonly differs?: { readonly compose?: Facts; readonly sim?: Facts };
  /** What is otherwise with a release of Compose. */
  readonly byVersion?: Readonly<Partial<Record<ComposeVersion, Facts>>>;
}

const image = 'sim-fuzz/part:RUNWORD';
const check = { test: ['CMD', '/part', 'health'], interval: '500ms', retries: 3 };
const serves: YamlMap = { image };
const checked: YamlMap = { image, healthcheck: check };
const once = (...words: readonly string[]): YamlMap => ({ image, command: ['once', ...words] });
const services = (all: Readonly<Record<string, Yaml>>, more: Partial<Project> = {}) =>
  projectOf({ services: all }, more);
const after = (service: string, condition: string, more: YamlMap = {}): YamlMap => ({
  image,
  depends_on: { [service]: { condition, ...more } },
});
const up = { 'up.exit': '0' };
const failed = { 'up.exit': 'failed' };
const state = (all: Readonly<Record<string, string>>): Facts =>
  Object.fromEntries(Object.entries(all).map(([service, value]) => [`services.${service}.state`, value]));

export const composeCases: readonly ComposeCase[] = [
  {
    name: 'a service that needs the health of one without a check is not started',
    project: services({ db: serves, app: after('db', 'service_healthy') }),
    facts: failed,
    differs: { compose: state({ db: 'running', app: 'created' }) },
  },
  {
    name: 'what needs an optional service that failed starts all the same',
    project: services({
      seed: once('-exit', '2', '-takes', '1500ms'),
      app: after('seed', 'service_completed_successfully', { required: false }),
      never: { ...checked, command: ['serve', '-ready-after', '-1s'] },
      ui: after('never', 'service_healthy', { required: false }),
    }),
    facts: {
      ...failed,
      ...state({ seed: 'exited 2', app: 'running', never: 'running unhealthy', ui: 'running' }),
    },
  },
  {
    name: 'of a service that is scaled to nothing there is no container, and nobody waits for it',
    project: services({
      worker: { image, deploy: { replicas: 0 } },
      other: { image, scale: 0 },
      ui: { image, depends_on: ['worker', 'other'] },
    }),
    facts: {
      ...up,
      ...state({ ui: 'running' }),
      'services.worker.state': '(none)',
      'services.other.state': '(none)',
    },
  },
  {
    name: 'a start is enough for service_started, whatever has become of the service by then',
    project: services({
      probe: once('-exit', '1', '-takes', '1500ms'),
      slow: {
        ...checked,
        command: ['serve', '-ready-after', '3s'],
        healthcheck: { ...check, start_period: '10s' },
      },
      app: {
        image,
        depends_on: { probe: { condition: 'service_started' }, slow: { condition: 'service_healthy' } },
      },
    }),
    facts: state({ probe: 'exited 1', slow: 'running healthy', app: 'running' }),
    differs: { sim: failed },
  },
  {
    name: 'who depends with restart: true is restarted with the dependency',
    project: services(
      {
        db: checked,
        app: after('db', 'service_healthy', { restart: true }),
        other: { image, depends_on: ['db'] },
      },
      { after: [['restart', 'db']] },
    ),
    facts: {
      ...{ ...up, 'after.0': '0', 'services.db.starts': '2' },
      ...{ 'services.app.starts': '2', 'services.other.starts': '1' },
    },
  },
  {
    name: 'start begins the stopped services that the named one needs',
    project: services(
      { db: checked, app: after('db', 'service_healthy') },
      {
        after: [
          ['stop', 'app', 'db'],
          ['start', 'app'],
        ],
      },
    ),
    facts: { ...up, 'after.1': '0', ...state({ db: 'running healthy', app: 'running' }) },
  },
  {
    name: 'a folder’s override file counts where no file is named',
    project: services(
      { app: { image, environment: { MODE: 'base' } } },
      {
        composeFiles: [],
        files: { 'compose.override.yaml': { services: { app: { environment: { MODE: 'override' } } } } },
      },
    ),
    facts: { ...up, 'services.app.Env.MODE': '"MODE=override"' },
  },
  {
    name: 'of two files both count, the later one over the earlier one, from the folder of the first',
    project: services(
      { app: { image, environment: { MODE: 'base' } } },
      {
        composeFiles: ['compose.yaml', 'deeper/more.yaml'],
        files: {
          'deeper/more.yaml': {
            services: {
              app: { environment: { MODE: 'more' }, volumes: ['./site:/site:ro'] },
              second: serves,
            },
          },
          'site/page.txt': 'of the first folder\n',
        },
      },
    ),
    facts: { ...up, 'services.app.Env.MODE': '"MODE=more"', ...state({ app: 'running', second: 'running' }) },
  },
  {
    name: 'variables come from --env-file, and .env is not read then',
    project: services(
      { app: { image, environment: { GREETING: '$'.concat('{GREETING:-none}') } } },
      {
        envFiles: ['team.env'],
        files: { 'team.env': 'GREETING=from-team\n', '.env': 'GREETING=from-dot\n' },
      },
    ),
    facts: { ...up, 'services.app.Env.GREETING': '"GREETING=from-team"' },
  },
  {
    name: 'COMPOSE_ENV_FILES names files of variables',
    project: services(
      { app: { image, environment: { GREETING: '$'.concat('{GREETING:-none}') } } },
      { env: { COMPOSE_ENV_FILES: 'team.env' }, files: { 'team.env': 'GREETING=from-team\n' } },
    ),
    facts: { ...up, 'services.app.Env.GREETING': '"GREETING=from-team"' },
  },
  {
    name: 'COMPOSE_FILE names files, and COMPOSE_PATH_SEPARATOR what stands between them',
    project: services(
      { app: serves },
      {
        composeFiles: [],
        env: { COMPOSE_FILE: 'compose.yaml;more.yaml', COMPOSE_PATH_SEPARATOR: ';' },
        files: { 'more.yaml': { services: { second: serves } } },
      },
    ),
    facts: { ...up, ...state({ app: 'running', second: 'running' }) },
  },
  {
    name: 'COMPOSE_PROFILES turns profiles on',
    project: services(
      { app: serves, debugger: { image, profiles: ['debug'] } },
      { env: { COMPOSE_PROFILES: 'debug' } },
    ),
    facts: { ...up, ...state({ app: 'running', debugger: 'running' }) },
  },
  {
    name: 'a service that is named comes up with what it needs, its profile counting as on, and nothing else',
    project: services(
      { base: serves, helper: serves, debugger: { image, profiles: ['debug'], depends_on: ['helper'] } },
      { services: ['debugger'] },
    ),
    facts: { ...up, ...state({ helper: 'running', debugger: 'running' }), 'services.base.state': '(none)' },
  },
  {
    name: 'a config comes from a variable, from text and from a file',
    project: projectOf(
      {
        services: {
          app: { image, configs: ['motd', 'inline', { source: 'settings', target: '/etc/settings' }] },
        },
        configs: {
          motd: { environment: 'MOTD' },
          inline: { content: 'in line\n' },
          settings: { file: './settings.txt' },
        },
      },
      { env: { MOTD: 'hello' }, files: { 'settings.txt': 'on disk\n' } },
    ),
    facts: { ...up, ...state({ app: 'running' }) },
  },
  {
    name: 'an image that nobody has is not asked for with pull_policy: never',
    project: services({ app: { image: 'sim-fuzz/nowhere:1', pull_policy: 'never' } }),
    facts: { ...failed },
  },
  {
    name: 'one container that cannot be made keeps no other one from coming up',
    project: services({
      big: {
        image,
        volumes: [{ type: 'bind', source: './not-there', target: '/x', bind: { create_host_path: false } }],
      },
      other: serves,
    }),
    facts: failed,
    differs: { sim: state({ other: 'running' }) },
  },
  {
    name: 'one port number serves udp and tcp, and a second up makes nothing anew',
    project: services(
      { app: { image, ports: ['127.0.0.1:26301:8080', '127.0.0.1:26301:8080/udp'] } },
      { again: true },
    ),
    facts: { ...up, 'again.exit': '0', 'services.app.kept': 'true' },
  },
  {
    name: 'one port number serves two addresses',
    project: services({
      inside: { image, ports: ['127.0.0.1:26303:8080'] },
      outside: { image, ports: ['127.0.0.2:26303:8080'] },
    }),
    facts: { ...up, ...state({ inside: 'running', outside: 'running' }) },
  },
  {
    name: 'a service gets the address that it asks for',
    project: projectOf({
      services: {
        db: { ...checked, networks: { fixed: null } },
        app: {
          image,
          networks: { fixed: { ipv4_address: '10.231.251.3' } },
          depends_on: { db: { condition: 'service_healthy' } },
        },
      },
      networks: { fixed: { ipam: { config: [{ subnet: '10.231.251.0/24' }] } } },
    }),
    facts: { ...up, ...state({ db: 'running healthy', app: 'running' }) },
  },
  {
    name: 'the default network may be internal',
    project: projectOf({ services: { app: serves }, networks: { default: { internal: true } } }),
    facts: { ...up, ...state({ app: 'running' }), 'networks.PROJECT_default.Internal': 'true' },
  },
  {
    name: 'an image that another service builds is built once, and nobody is asked for it',
    project: services(
      {
        worker: { image: 'sim-fuzz/built-RUNWORD-app:1', command: ['serve', '-text', 'worker'] },
        web: { image: 'sim-fuzz/built-RUNWORD-app:1', build: './site' },
      },
      { files: { 'site/Dockerfile': `FROM ${image}\nENV BUILT=yes\n` } },
    ),
    facts: {
      ...up,
      ...state({ worker: 'running', web: 'running' }),
      'services.worker.Env.BUILT': '"BUILT=yes"',
    },
  },
  {
    name: 'without --volumes no volume goes, named or not',
    project: services({ db: { image: 'sim-fuzz/stateful:RUNWORD' } }, { withVolumes: false }),
    facts: { ...up, 'down.exit': '0', 'left.volumes': '["unnamed of db:/data"]', 'left.networks': '[]' },
  },
  {
    name: 'with --volumes every volume goes, named or not',
    project: projectOf({
      services: { db: { image: 'sim-fuzz/stateful:RUNWORD', volumes: ['more:/more'] } },
      volumes: { more: null },
    }),
    facts: { ...up, 'down.exit': '0', 'left.volumes': '[]', 'left.networks': '[]' },
  },
  {
    name: 'a start that the engine refuses is told at once',
    project: services({ reader: { image, network_mode: 'container:RUNWORD-nobody' }, other: serves }),
    facts: failed,
    differs: { sim: state({ other: 'running' }) },
  },
  {
    name: 'a service with its check switched off is ready when it runs',
    project: services({ app: { image, healthcheck: { disable: true } } }),
    facts: { ...up, ...state({ app: 'running' }) },
    differs: { compose: failed },
    byVersion: { '5': up },
  },
];
