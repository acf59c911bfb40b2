import type Docker from 'dockerode';
import { engineSaid } from '../engine/said.js';
import { messageOf } from '../errors.js';
import type { Credentials } from './registry-credentials.js';

/** How asking the registry for an image ended. */
export type PullOutcome =
  | { readonly state: 'pulled' }
  /** The registry could not be reached, or refuses everybody for now; `detail` is its own word. */
  | { readonly state: 'unreachable'; readonly detail: string }
  /** It answered, and has no such image for us. */
  | { readonly state: 'missing'; readonly detail: string };

/** The registries behind an engine, mirrors included. */
export interface Registry {
  /** Pulls an image. The first answer has to come within the patience of the registry; an unreachable one is asked once. */
  pull(reference: string, onProgress: (text: string) => void, signal: AbortSignal): Promise<PullOutcome>;
  /** What is known: `undefined` until something was asked. */
  readonly reachable: boolean | undefined;
}

/** How long the first answer may take. */
export const registryPatienceMs = 3_000;

/** The user's credentials for the registry of a reference; `undefined`: none. */
export type CredentialsFor = (reference: string, signal: AbortSignal) => Promise<Credentials | undefined>;

/** A registry that is asked through the engine. `patience: undefined` waits as long as the engine does. */
export function createRegistry(
  docker: Docker,
  { patienceMs }: { readonly patienceMs: number | undefined } = { patienceMs: registryPatienceMs },
  credentialsFor: CredentialsFor = async () => undefined,
): Registry {
  let reachable: boolean | undefined;
  let firstAnswer: Promise<PullOutcome> | undefined;

  const ask = async (
    reference: string,
    onProgress: (text: string) => void,
    signal: AbortSignal,
  ): Promise<PullOutcome> => {
    const credentials = await credentialsFor(reference, signal);
    const patience = new AbortController();
    const timer =
      patienceMs === undefined
        ? undefined
        : setTimeout(() => patience.abort(new Error(`no answer within ${patienceMs / 1000} s`)), patienceMs);
    try {
      const until = AbortSignal.any([signal, patience.signal]);
      await pullImage(docker, { reference, credentials }, until, (text) => {
        clearTimeout(timer);
        reachable = true;
        onProgress(text);
      });
      reachable = true;
      return { state: 'pulled' };
    } catch (error) {
      signal.throwIfAborted();
      const detail = patience.signal.aborted ? messageOf(patience.signal.reason) : engineSaid(error);
      const state = reachable !== true && isUnreachable(error, patience.signal) ? 'unreachable' : 'missing';
      if (state === 'unreachable') reachable = false;
      else reachable = true;
      return { state, detail };
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    get reachable() {
      return reachable;
    },
    async pull(reference, onProgress, signal) {
      if (reachable === true) return ask(reference, onProgress, signal);
      if (firstAnswer === undefined) {
        firstAnswer = ask(reference, onProgress, signal);
        firstAnswer.catch(() => {
          firstAnswer = undefined; // given up, not answered: the next one asks
        });
        return firstAnswer;
      }
      const first = await firstAnswer;
      return first.state === 'unreachable' ? first : ask(reference, onProgress, signal);
    },
  };
}

async function pullImage(
  docker: Docker,
  { reference, credentials }: { readonly reference: string; readonly credentials: Credentials | undefined },
  signal: AbortSignal,
  onProgress: (text: string) => void,
): Promise<void> {
  // dockerode's types leave out that pull takes a signal like every other call.
  const stream = await docker.pull(reference, {
    abortSignal: signal,
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

/** One line of the engine's pull stream. */
export interface PullEvent {
  readonly status?: string;
  readonly id?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

/** Sums the engine's per-layer lines into one: `pulled 34 of 120 MB`. */
export function createPullProgress(): (event: PullEvent) => string {
  const layers = new Map<string, { readonly current: number; readonly total: number }>();
  return ({ status = 'pulling', id, progressDetail }) => {
    if (status === 'Downloading' && id !== undefined && progressDetail?.total !== undefined) {
      layers.set(id, { current: progressDetail.current ?? 0, total: progressDetail.total });
    }
    const done = layers.get(id ?? '');
    if (status === 'Download complete' && id !== undefined && done !== undefined) {
      layers.set(id, { current: done.total, total: done.total });
    }
    if (layers.size === 0) return status;
    const sum = (part: 'current' | 'total') =>
      [...layers.values()].reduce((all, layer) => all + layer[part], 0);
    return `pulled ${megabytes(sum('current'))} of ${megabytes(sum('total'))} MB`;
  };
}

const megabytes = (bytes: number) => Math.round(bytes / 1e6);

function isUnreachable(error: unknown, patience: AbortSignal): boolean {
  if (patience.aborted) return true;
  return /no such host|connection refused|network is unreachable|no route to host|i\/o timeout|timeout exceeded|deadline exceeded|TLS handshake|certificate|EOF|toomanyrequests|server misbehaving|temporary failure/i.test(
    messageOf(error),
  );
}
