import type { ComposeService } from './compose-project.js';
import { override, reset } from './compose-text.js';
import { durationMs } from './duration.js';
import type { ServiceDefinition } from './environment.js';
import type { HotImage } from './hot-image.js';
import { literal } from './interpolate.js';
import { signalNumber } from './stop-signal.js';

interface RunnerContext {
  readonly definition: ServiceDefinition;
  /** What it runs in, where already known. */
  readonly image: string | undefined;
  /** The absolute folder of its builds. */
  readonly builds: string;
  /** What it takes from its Dockerfile; `undefined`: nothing is known of one. */
  readonly hot: HotImage | undefined;
  /** The file of this machine's certificate authorities; `undefined`: it has none. */
  readonly certificates?: string | undefined;
}

/** A `go` service in development: its binary comes from the mounted builds folder and is run by the runner. */
export function runnerService(
  service: ComposeService,
  { definition: { go, port }, image, builds, hot, certificates }: RunnerContext,
): Record<string, unknown> & { readonly volumes?: readonly unknown[] } {
  const own = go?.runtime === 'dockerfile';
  return {
    image: image ?? 'sim.local/runtime:unknown',
    build: reset(),
    // The runner passes the command to each build as its arguments.
    entrypoint: ['/sim/runner'],
    ...commandOf(service, hot, own),
    // The engine takes any signal but the stop signal, where one is named, for somebody's wish to end the container: without
    // these two our SIGHUP would cancel the restart policy (moby, daemon/kill.go). The runner ends builds by the declared one.
    stop_signal: 'SIGTERM',
    ...(service.restart === 'unless-stopped' ? { restart: 'always' } : {}),
    ...(own ? {} : placeOf(service, hot)),
    environment: {
      ...(own ? {} : mapped(hot?.environment ?? {})),
      SIM_RUNNER_HANDOFF: go?.handoff ?? 'restart',
      ...(port === undefined ? {} : { SIM_RUNNER_PORT: String(port) }),
      ...stopTime(service.stop_grace_period),
      ...stopSignal(hot?.stopSignal),
      ...(own ? { SIM_RUNNER_PLACE: literal(hot?.command?.binary ?? '') } : {}),
      // What somebody asks for is to be there, not only to be answered.
      ...(hot?.health.question.kind === 'http'
        ? { SIM_RUNNER_READY_PATH: literal(hot.health.question.path), SIM_RUNNER_READY_BELOW: '400' }
        : {}),
    },
    healthcheck: override(healthCheck(service, hot, own)),
    volumes: [
      seen(builds, '/sim/builds'),
      // Not in the image, whose layers stay when the machine's own authorities are gone.
      ...(certificates === undefined || own || hasCertificates(service)
        ? []
        : [seen(certificates, certificatesPath)]),
    ],
  };
}

const certificatesPath = '/etc/ssl/certs/ca-certificates.crt';

/** A file or folder of this machine that the container sees and cannot change. */
function seen(source: string, target: string) {
  return {
    type: 'bind',
    source: literal(source),
    target,
    read_only: true,
    bind: { create_host_path: false },
  };
}

function hasCertificates({ volumes }: ComposeService): boolean {
  return (volumes ?? []).some(
    ({ target }) => certificatesPath === target || certificatesPath.startsWith(`${target}/`),
  );
}

/** In the image of its Dockerfile it is called as there, by all its words. */
function commandOf({ command }: ComposeService, hot: HotImage | undefined, own: boolean) {
  const words = own ? hot?.command?.words : hot?.command?.args;
  if (words === undefined || JSON.stringify(words) === JSON.stringify(command ?? [])) return {};
  return { command: words.length === 0 ? reset() : override(words.map(literal)) };
}

function placeOf({ user }: ComposeService, hot: HotImage | undefined): Record<string, unknown> {
  const isNumber = user === undefined || user === null || /^\d+(:\d+)?$/.test(user);
  return {
    ...(hot?.user === undefined ? (isNumber ? {} : { user: reset() }) : { user: hot.user }),
    ...(hot?.workingDir === undefined || hot.workingDir === '/'
      ? {}
      : { working_dir: literal(hot.workingDir) }),
  };
}

/** The runner's own, and after it what the service declares and the runner does not ask by itself. */
function healthCheck({ healthcheck }: ComposeService, hot: HotImage | undefined, own: boolean): object {
  const declared = hot?.health.declared;
  const more = healthWords(hot?.health, own).map(literal);
  return {
    test: ['CMD', '/sim/runner', 'health', ...more],
    interval: healthcheck?.interval ?? declared?.interval ?? '10s',
    timeout: healthcheck?.timeout ?? declared?.timeout ?? (more.length === 0 ? '2s' : '30s'),
    retries: healthcheck?.retries ?? declared?.retries ?? 2,
    // Within the start period probes come quickly, so that a service counts as ready the moment it answers. A first build on
    // a bare machine takes minutes, and that is no fault of the service; after the first success failures count at once.
    start_period: '10m',
    start_interval: '100ms',
  };
}

function healthWords(health: HotImage['health'] | undefined, own: boolean): readonly string[] {
  if (health === undefined) return [];
  const { question, test } = health;
  if (question.kind === 'binary') return ['build', ...question.args];
  if (!own || question.kind !== 'other') return [];
  return test[0] === 'CMD-SHELL' ? ['run', '/bin/sh', '-c', test[1] ?? ''] : ['run', ...test.slice(1)];
}

/** The runner must be done before the engine's patience ends; without a declared period both keep their defaults. */
function stopTime(gracePeriod: string | null | undefined): Record<string, string> {
  const graceMs = durationMs(gracePeriod ?? '');
  return graceMs === undefined ? {} : { SIM_RUNNER_STOP: `${Math.round(graceMs * 0.9)}ms` };
}

function stopSignal(declared: string | undefined): Record<string, string> {
  const number = signalNumber(declared ?? 'SIGTERM');
  return number === undefined || number === terminate ? {} : { SIM_RUNNER_STOP_SIGNAL: String(number) };
}

const terminate = 15;

function mapped(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, literal(value)]));
}
