import type Docker from 'dockerode';
import { engineSaid } from '../engine/said.js';
import { messageOf } from '../errors.js';
import { isOfEngine, translate } from './docker/errors.js';
import { createPullProgress, type PullEvent } from './pull-progress.js';
import { type Credentials, isHub, registryOf } from './registry-credentials.js';
import { isOfWholeRegistry, type RegistryTrouble, troubleIn } from './registry-trouble.js';

/** How asking a registry for an image ended; `detail` holds its own words. */
export type PullOutcome =
  | { readonly state: 'pulled' }
  | { readonly state: 'refused'; readonly trouble: RegistryTrouble; readonly detail: string };

/** What is asked of a registry. */
export interface PullRequest {
  readonly reference: string;
  /** `linux/arm64`; `undefined`: the engine's own. */
  readonly platform: string | undefined;
  /** When the command came that asks, in milliseconds since the epoch: a registry that does not answer is asked once per command. */
  readonly asked: number;
}

/** The registries behind an engine, mirrors included. */
export interface Registry {
  /** Pulls an image. The first answer has to come within the patience. Throws SimError `engine-lost`. */
  pull(request: PullRequest, onProgress: (text: string) => void, signal: AbortSignal): Promise<PullOutcome>;
}

/** How long the first answer may take, in milliseconds. */
export const registryPatienceMs = 3_000;

/** The user's credentials for the registry of a reference; `undefined`: none. */
export type CredentialsFor = (reference: string, signal: AbortSignal) => Promise<Credentials | undefined>;

/** What a registry said to the first request of one command; `refusal` resolves to `undefined` where the registry answers. */
interface Standing {
  readonly asked: number;
  readonly refusal: Promise<PullOutcome | undefined>;
}

/** Registries that are asked through the engine, each for itself. `patienceMs: undefined` waits as long as the engine does. */
export function createRegistry(
  docker: Docker,
  { patienceMs }: { readonly patienceMs: number | undefined } = { patienceMs: registryPatienceMs },
  credentialsFor: CredentialsFor = async () => undefined,
): Registry {
  const standings = new Map<string, Standing>();

  const ask = async (
    request: PullRequest,
    onAnswer: (text: string) => void,
    signal: AbortSignal,
  ): Promise<PullOutcome> => {
    const credentials = await credentialsFor(request.reference, signal);
    const patience = new AbortController();
    const timer =
      patienceMs === undefined
        ? undefined
        : setTimeout(() => patience.abort(new Error(`no answer within ${patienceMs / 1000} s`)), patienceMs);
    try {
      await pullImage(
        docker,
        { ...request, credentials },
        AbortSignal.any([signal, patience.signal]),
        (text) => {
          clearTimeout(timer);
          onAnswer(text);
        },
      );
      return { state: 'pulled' };
    } catch (error) {
      signal.throwIfAborted();
      if (patience.signal.aborted) {
        return { state: 'refused', trouble: 'no-answer', detail: messageOf(patience.signal.reason) };
      }
      // The engine itself may be what does not answer.
      if (isOfEngine(error)) throw translate(error);
      const detail = engineSaid(error);
      return { state: 'refused', trouble: troubleIn(detail, request.reference), detail };
    } finally {
      clearTimeout(timer);
    }
  };

  /** Asks a registry. Other requests of the same command wait until it is known whether the registry answers at all. */
  const askFirst = async (
    request: PullRequest,
    onProgress: (text: string) => void,
    signal: AbortSignal,
  ): Promise<PullOutcome> => {
    const registry = registryOf(request.reference);
    const { promise, resolve } = Promise.withResolvers<PullOutcome | undefined>();
    const standing: Standing = { asked: request.asked, refusal: promise };
    standings.set(registry, standing);
    try {
      const outcome = await ask(
        request,
        (text) => {
          resolve(undefined);
          onProgress(text);
        },
        signal,
      );
      resolve(isRegistryRefusal(outcome) ? outcome : undefined);
      return outcome;
    } catch (error) {
      // The request was given up without an answer, so the next one asks again.
      if (standings.get(registry) === standing) standings.delete(registry);
      resolve(undefined);
      throw error;
    }
  };

  return {
    async pull(request, onProgress, signal) {
      const standing = standings.get(registryOf(request.reference));
      if (standing?.asked !== request.asked) return askFirst(request, onProgress, signal);
      const refusal = await standing.refusal;
      signal.throwIfAborted();
      // The engine asks Docker Hub only for what its mirrors lack, so that a refusal by the Hub says nothing about their images.
      const isForThis =
        refusal !== undefined && !(isHub(registryOf(request.reference)) && (await hasMirrors(docker)));
      return isForThis ? refusal : ask(request, onProgress, signal);
    },
  };
}

/** Whether the engine asks others before Docker Hub. */
async function hasMirrors(docker: Docker): Promise<boolean> {
  // dockerode's types know nothing of what the engine tells of itself.
  const info = (await docker.info()) as {
    readonly RegistryConfig?: { readonly Mirrors?: readonly string[] };
  };
  return (info.RegistryConfig?.Mirrors?.length ?? 0) > 0;
}

function isRegistryRefusal(outcome: PullOutcome): boolean {
  return outcome.state === 'refused' && isOfWholeRegistry(outcome.trouble);
}

async function pullImage(
  docker: Docker,
  { reference, platform, credentials }: PullRequest & { readonly credentials: Credentials | undefined },
  signal: AbortSignal,
  onProgress: (text: string) => void,
): Promise<void> {
  // dockerode's types leave out that pull takes a signal like every other call.
  const stream = await docker.pull(reference, {
    abortSignal: signal,
    ...(platform === undefined ? {} : { platform }),
    ...(credentials === undefined ? {} : { authconfig: credentials }),
  });
  const progress = createPullProgress();
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(
      stream,
      (error) => (error === null ? resolve() : reject(error)),
      (event: PullEvent) => onProgress(progress(event)),
    );
  });
}
