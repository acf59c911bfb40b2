import type { ComposeTool } from '../../adapters/compose/compose-files.js';
import { upWordsFile } from '../../adapters/controller/earlier-up.js';
import { writePrivateFile } from '../../adapters/private-files.js';
import type { UpRequest } from '../../contract/requests.js';
import type { HeldPort, RefusedPort } from '../../environment/assign-ports.js';
import type { Environment } from '../../environment/environment.js';
import type { HotImages } from '../../environment/hot-images.js';
import {
  buildSecrets,
  type SecretsByService,
  secretsOf,
  takenSecrets,
  withCommonPassword,
} from '../../environment/secrets.js';
import { SimError } from '../../errors.js';
import type { Declaration, Declared } from '../../runtime/compose/declaration.js';
import { composeOf, writeComposeFiles } from '../../runtime/compose/write-compose-files.js';
import type { Runtime } from '../../runtime/runtime.js';
import type { Event } from '../../state/core/event.js';
import type { ContainerObservation } from '../../state/instances/container.js';
import { commandFor } from '../../words/commands.js';
import { addedRequest, areSameFiles, scalesLeft } from './added-request.js';
import { toolFor } from './compose-input.js';
import { refuseForeign } from './foreign.js';
import { loadEnvironment } from './load-environment.js';
import { keepSecrets, offeredSecrets } from './secrets-file.js';
import { upWords } from './up-words.js';

interface DeclarationsOptions {
  readonly name: string;
  readonly root: string;
  readonly stateDir: string;
  readonly compose: ComposeTool;
  /** What names the engine, whatever the variables of an `up` say. */
  readonly engineEnv: ComposeTool['env'];
  readonly runtime: Pick<Runtime, 'observeAll' | 'owners' | 'hasVolume' | 'hide'>;
  /** Whether this Compose runs `post_start` and `pre_stop`. */
  readonly runsHooks: boolean;
  /** The file of this machine's certificate authorities; `undefined`: it has none. */
  readonly certificates?: string | undefined;
  /** The engine's, in Docker's words: `amd64`. */
  readonly architecture?: string | undefined;
  /** Runs tasks one after the other: while Compose is about to read the files that were written, they must not be rewritten. */
  readonly oneAtATime: <T>(task: () => Promise<T>) => Promise<T>;
  /** Dispatches what is known of an environment's builds. Called before the environment is declared, which asks for the first builds. */
  readonly recoverBuilds: (environment: Environment) => Promise<void>;
  readonly signal: AbortSignal;
}

interface Telling {
  readonly dispatch: (event: Event) => void;
  readonly now: () => number;
}

/** Reads what an `up` names, and keeps what is declared now. */
export class Declarations {
  readonly #options: DeclarationsOptions;
  /**
   * Ports that the engine refused since the last `up`. The engine may have given one to a container that does not listen yet, so that the
   * port looks free.
   */
  readonly #refused: RefusedPort[] = [];
  #request: UpRequest | undefined;
  /** Service -> how many containers somebody asked for since the newest `up`, where that differs from the declared number. */
  #scales: Readonly<Record<string, number>> = {};
  #olderData: readonly string[] = [];
  #declared: Declared | undefined;

  constructor(options: DeclarationsOptions) {
    this.#options = options;
  }

  /** The newest declaration. Throws SimError `not-running` before the first `up`. */
  get current(): Declared {
    if (this.#declared !== undefined) return this.#declared;
    throw new SimError('not-running', 'nothing was declared yet');
  }

  /** What hot-rebuilt services take from their Dockerfiles; nothing before the first `up`. */
  get hotImages(): HotImages {
    return this.#declared?.declaration.hotImages ?? {};
  }

  /** The passwords and keys of each service, which are hidden everywhere else; empty before the first `up`. */
  get secrets(): SecretsByService {
    return this.#declared === undefined ? {} : secretsIn(this.#declared.declaration);
  }

  /** Reads what an `up` names and dispatches the declaration. Stacks and services of earlier `up`s stay: a second one takes nothing away. */
  declare(request: UpRequest, telling: Telling): Promise<void> {
    return this.#options.oneAtATime(() => this.#declare(request, telling));
  }

  async #declare(request: UpRequest, telling: Telling): Promise<void> {
    const { dispatch, now } = telling;
    this.#refused.length = 0;
    const left = scalesLeft(
      { ...this.#request?.scale, ...this.#scales },
      this.#request,
      request,
      this.#declared?.declaration.environment.services ?? {},
    );
    const all = addedRequest(this.#request, { ...request, scale: { ...left, ...request.scale } });
    const { containers, environment } = await this.#load(
      all,
      {},
      refuseForeign(this.#options),
      request.files?.services,
    );
    await this.#options.recoverBuilds(environment);
    dispatch({ kind: 'environment.declared', at: now(), environment });
    for (const container of containers) dispatch({ kind: 'container.observed', at: now(), container });
    for (const service of this.#olderData) dispatch({ kind: 'password.common', at: now(), service });
    const orphans = orphansOf(containers, environment);
    if (orphans.length > 0) dispatch({ kind: 'containers.orphaned', at: now(), services: orphans });
  }

  /**
   * Declares the same with other numbers of containers, by service, which may want other ports; nothing where it is so declared. Resolves
   * to whether somebody has asked for another number than the newest `up`.
   */
  scale(scales: Readonly<Record<string, number>>, { dispatch, now }: Telling): Promise<boolean> {
    return this.#options.oneAtATime(async () => {
      const { environment } = this.current.declaration;
      const differs = Object.entries(scales).some(([name, n]) => environment.services[name]?.replicas !== n);
      if (!differs || this.#request === undefined) return Object.keys(this.#scales).length > 0;
      const all = { ...this.#scales, ...scales };
      const loaded = await this.#load(this.#request, all, Promise.resolve());
      dispatch({ kind: 'environment.declared', at: now(), environment: loaded.environment });
      return true;
    });
  }

  /** Declares the same again with free ports in the place of those that are taken by now, and of the one that the engine refused. */
  movePorts(taken: RefusedPort, { dispatch, now }: Telling): Promise<void> {
    return this.#options.oneAtATime(async () => {
      if (this.#request === undefined) return;
      this.#refused.push(taken);
      const { environment } = await this.#load(this.#request, this.#scales, Promise.resolve());
      dispatch({ kind: 'environment.declared', at: now(), environment });
    });
  }

  /**
   * Reads and checks what is declared. `permitted` rejects where another checkout has the environment's name, and is awaited before
   * anything of the declaration is written.
   */
  async #load(
    request: UpRequest,
    scales: Readonly<Record<string, number>>,
    permitted: Promise<void>,
    alsoNamed: readonly string[] = [],
  ): Promise<{ readonly environment: Environment; readonly containers: readonly ContainerObservation[] }> {
    const { name, root, stateDir, runtime, engineEnv, signal } = this.#options;
    const observing = runtime.observeAll();
    const heldPorts = observing.then(heldBy);
    // Where an error in the files is thrown first nobody awaits these two, and their rejections must not end the process.
    heldPorts.catch(() => undefined);
    permitted.catch(() => undefined);
    const { secrets, older } = await offeredSecrets(this.#options);
    const compose = toolFor(request, this.#options.compose, engineEnv, secrets);
    const declaration = await loadEnvironment({
      ...{ name, root, stateDir },
      ...{ stacks: request.stacks, files: request.files, envFiles: request.envFiles },
      ...{ cwd: request.cwd, profiles: request.profiles },
      watch: request.watch,
      imageMode: request.images,
      checks: [...(request.vet ? (['vet'] as const) : []), ...(request.test ? (['test'] as const) : [])],
      compose,
      runsHooks: this.#options.runsHooks,
      certificates: this.#options.certificates,
      architecture: this.#options.architecture,
      alreadyThere: observing.then((all) => [...all.map(({ service }) => service), ...this.#before()]),
      alsoNamed,
      remark: request.remark,
      scales: { ...request.scale, ...scales },
      heldPorts,
      refusedPorts: this.#refused,
      signal,
    });
    await permitted;
    const containers = await observing;
    const left = orphansOf(containers, declaration.environment);
    if (left.length > 0 && !this.#isEdited(request)) throw otherServices(name, left);
    await keepSecrets(stateDir, takenSecrets(declaration.project, secrets));
    // Builds of images need the files before the first container is made.
    await writeComposeFiles(declaration, {});
    await writePrivateFile(upWordsFile(stateDir), `${JSON.stringify(upWords(request))}\n`);
    if (signal.aborted) throw new SimError('interrupted', 'the controller was ended before it began');
    for (const { value } of Object.values(secretsIn(declaration)).flat()) runtime.hide(value);
    for (const value of buildSecrets(declaration.project)) runtime.hide(value);
    this.#request = request;
    this.#scales = scales;
    this.#declared = { declaration, compose: composeOf(compose, declaration) };
    this.#olderData = withCommonPassword(declaration.project, older);
    return { environment: declaration.environment, containers };
  }

  /** The services that earlier `up`s have declared, also those of which no container could be made. */
  #before(): readonly string[] {
    return Object.keys(this.#declared?.declaration.environment.services ?? {});
  }

  /** Whether the request names the same files as before and their content has changed: missing services were then taken out by the user. */
  #isEdited(request: UpRequest): boolean {
    return this.#request !== undefined && areSameFiles(this.#request, request);
  }
}

/** The secrets of each service, with those that a Dockerfile sets for a hot-rebuilt one. */
function secretsIn({ project, hotImages }: Declaration): SecretsByService {
  const services = Object.entries(project.services).map(([name, service]) => {
    const ofImage = hotImages[name]?.environment ?? {};
    const { environment } = service;
    const own = typeof environment === 'object' && environment !== null ? environment : {};
    return [name, { ...service, environment: { ...ofImage, ...own } }] as const;
  });
  return secretsOf({ ...project, services: Object.fromEntries(services) });
}

/** Services of which there are containers and that are not declared. */
function orphansOf(
  containers: readonly ContainerObservation[],
  { services }: Environment,
): readonly string[] {
  return [...new Set(containers.map(({ service }) => service))].filter((service) => !(service in services));
}

/** The error for an `up` of other files under the same name: containers of services that are no longer declared would run on unseen. */
function otherServices(name: string, services: readonly string[]): SimError {
  const are = services.length === 1 ? 'is' : 'are';
  return new SimError(
    'usage',
    `${services.join(', ')} of environment '${name}' ${are} there and no part of this up`,
    {
      hint: `name their stacks or files too, give this one another --name, or ${commandFor(name, 'down')} first`,
    },
  );
}

function heldBy(containers: readonly ContainerObservation[]): readonly HeldPort[] {
  return containers
    .filter(({ status }) => status === 'running' || status === 'paused')
    .flatMap(({ service, ports }) => ports.map((port) => ({ ...port, service })));
}
