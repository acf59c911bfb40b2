import type { EngineFound } from '../../engine/engine.js';
import type { UpRequest, WireError } from '../../outputs/api/protocol.js';
import { wireOf } from '../../outputs/api/wire-error.js';
import type { AskedAhead } from '../compose/ahead.js';

/** What `up` tells the controller that it has started, by the channel between the two; both are of one version. */
export type ToController =
  | {
      readonly kind: 'begin';
      readonly engine: EngineFound;
      readonly request: UpRequest;
      /** What Compose is being asked; an `answer` follows. */
      readonly question: string | undefined;
    }
  | { readonly kind: 'answer'; readonly answer: unknown };

/** What the controller tells the `up` that has started it. */
export type FromController =
  | { readonly kind: 'listening' }
  | { readonly kind: 'declared' }
  | { readonly kind: 'refused'; readonly error: WireError };

/** What a controller is to begin with. */
export interface Birth {
  readonly engine: EngineFound;
  readonly request: UpRequest;
  readonly ahead: AskedAhead | undefined;
}

/** The controller's side of the channel. `undefined`: it is to end before it has begun, or whoever started it has gone. */
export async function birthFromParent(signal: AbortSignal): Promise<Birth | undefined> {
  if (process.send === undefined) return undefined;
  const begin = Promise.withResolvers<Extract<ToController, { kind: 'begin' }> | undefined>();
  const answer = Promise.withResolvers<unknown>();
  process.once('disconnect', () => {
    begin.resolve(undefined);
    answer.resolve(undefined);
  });
  signal.addEventListener('abort', () => begin.resolve(undefined), { once: true });
  process.on('message', (message: ToController) => {
    if (message.kind === 'begin') begin.resolve(message);
    else answer.resolve(message.answer);
  });
  const first = await begin.promise;
  if (first === undefined) return undefined;
  const { engine, request, question } = first;
  const ahead = question === undefined ? undefined : { question, answer: answer.promise };
  return { engine, request, ahead };
}

/** Resolves when `up` has got it, or is no more. */
export function tellParent(message: FromController): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) return resolve();
    process.send(message, () => resolve());
  });
}

/** What the controller has to say against what was wanted. */
export function refused(error: unknown): FromController {
  return { kind: 'refused', error: wireOf(error) };
}
