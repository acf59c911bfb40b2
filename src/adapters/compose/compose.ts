import { SimError } from '../../errors.js';
import { invocation } from './arguments.js';
import { toolToBuild } from './build-tool.js';
import type { ComposeFiles, ComposeTool } from './compose-files.js';
import { createLock } from './lock.js';
import { runCompose } from './run.js';
import { runWatch } from './watch.js';

/** Docker Compose for one environment. Every call rejects with SimError `compose-failed`, or `interrupted` once `signal` aborts. */
export interface Compose {
  /** The resolved project as YAML; asks no engine. With `services`: these, their profiles counting as on, and what they depend on. */
  config(
    services: readonly string[],
    signal?: AbortSignal,
    /** Gets each variable that the files use and that is not set. */
    onUnset?: (variable: string) => void,
  ): Promise<string>;
  /** All services of all profiles as YAML, resolved and unchecked: one may have no image, say. Asks no engine. */
  unchecked(signal?: AbortSignal): Promise<string>;
  /**
   * Creates the containers of these services, with the networks and volumes that they need, and starts none. The images must exist. `kept`:
   * containers that exist are left as they are. `anew`: all are made anew even where nothing has changed, their volumes stay, and missing
   * dependencies are created. `scales`: service -> its number of containers where the files say another. `more`: the text of a last override.
   */
  create(
    services: readonly string[],
    options?: {
      readonly anew?: boolean;
      readonly kept?: boolean;
      readonly scales?: Readonly<Record<string, number>>;
      readonly more?: string | undefined;
    },
    signal?: AbortSignal,
  ): Promise<void>;
  /** Starts one service, not its dependencies, with configs, secrets and hooks, which only Compose can. `more`: the text of a last override. */
  upNoDeps(service: string, signal?: AbortSignal, more?: string): Promise<void>;
  /** Stops one service after its `pre_stop` hooks, which only Compose runs. */
  stop(service: string, signal?: AbortSignal): Promise<void>;
  /** Stops and removes containers and networks, and with `volumes` the volumes too. */
  down(options: { readonly volumes: boolean }, signal?: AbortSignal): Promise<void>;
  /** Follows the `develop.watch` rules of these services until `signal` aborts or this process ends; rejects where it ends by itself. */
  watch(services: readonly string[], onLine: (line: string) => void, signal: AbortSignal): Promise<void>;
  /** Builds the image of one service; `onLine` gets each line of progress. `more` is the text of a last override. */
  build(service: string, onLine: (line: string) => void, signal?: AbortSignal, more?: string): Promise<void>;
}

/**
 * How long a call that creates something may go on after an abort, in milliseconds. Where Compose is killed in its midst the engine still
 * finishes what it was asked for: a network that was made after everything else was removed would stay for good.
 */
const graceMs = 10_000;

/** A thin client over the `docker compose` command. */
export function createCompose(tool: ComposeTool, files: ComposeFiles): Compose {
  // Two calls at once race for the same networks and volumes, because Compose looks first and creates afterwards.
  const oneAtATime = createLock();
  const filesWith = (more: string | undefined) =>
    more === undefined ? files : { ...files, files: [...files.files, '-'], text: more };
  const run = (words: readonly string[], signal: AbortSignal | undefined) =>
    runCompose(invocation(tool, files), { words, signal });
  const make = (words: readonly string[], signal: AbortSignal | undefined, more: string | undefined) =>
    runCompose(invocation(tool, filesWith(more)), { words, signal, graceMs });

  return {
    config: (services, signal, onUnset) =>
      runCompose(invocation(tool, files), { words: ['config', ...names(services)], signal, onUnset }),
    unchecked: (signal) =>
      runCompose(invocation(tool, { ...files, profiles: ['*'] }), {
        words: ['config', '--no-consistency'],
        signal,
      }),
    create: (services, { anew = false, kept = false, scales = {}, more } = {}, signal) => {
      if (services.length === 0) return Promise.resolve();
      const words = ['up', '--no-start', '--no-build', '--pull', 'never'];
      const how = anew ? ['--force-recreate'] : ['--no-deps', ...(kept ? ['--no-recreate'] : [])];
      const scaled = Object.entries(scales).flatMap(([name, count]) => ['--scale', `${name}=${count}`]);
      const all = [...words, ...how, ...scaled, ...names(services)];
      return oneAtATime(async () => void (await make(all, signal, more)));
    },
    upNoDeps: (service, signal, more) => {
      const words = ['up', '--detach', '--no-deps', '--no-recreate', '--no-build', '--pull', 'never'];
      return oneAtATime(async () => void (await make([...words, ...names([service])], signal, more)));
    },
    stop: (service, signal) =>
      oneAtATime(async () => void (await run(['stop', ...names([service])], signal))),
    down: ({ volumes }, signal) => {
      const words = ['down', '--remove-orphans', ...(volumes ? ['--volumes'] : [])];
      return oneAtATime(async () => void (await run(words, signal)));
    },
    watch: async (services, onLine, signal) => {
      // `watch` builds images, too, and needs the same buildx as `build`.
      const building = invocation(await toolToBuild(tool), files);
      await runWatch(building, ['watch', '--no-up', ...names(services)], onLine, signal);
    },
    build: async (service, onLine, signal, more) => {
      const building = invocation(await toolToBuild(tool), filesWith(more));
      await runCompose(building, { words: ['build', ...names([service])], signal, onLine });
    },
  };
}

/** Names come from Compose files, where none may look like an option. */
function names(services: readonly string[]): readonly string[] {
  const odd = services.find((service) => !/^[a-zA-Z0-9._][a-zA-Z0-9._-]*$/.test(service));
  if (odd !== undefined) throw new SimError('usage', `'${odd}' cannot be the name of a Compose service`);
  return services;
}
