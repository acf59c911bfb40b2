import type { WireError } from '../../contract/controller.js';
import type { UpRequest } from '../../contract/requests.js';
import { wireOf } from '../../contract/wire-error.js';
import type { EngineFound } from '../../engine/engine.js';

/** What `up` tells the controller that it has started, by the channel between the two; both are of one version. */
export interface ToController {
  readonly kind: 'begin';
  readonly engine: EngineFound;
  readonly request: UpRequest;
}

/** What the controller tells the `up` that has started it. */
export type FromController =
  | { readonly kind: 'listening'; readonly socket: string }
  | { readonly kind: 'declared' }
  | { readonly kind: 'refused'; readonly error: WireError };

/** Waits, in the controller, for what `up` tells it. `undefined`: `signal` aborted first, or the `up` has gone. */
export function beginFromParent(signal: AbortSignal): Promise<ToController | undefined> {
  return new Promise((resolve) => {
    if (process.send === undefined) return resolve(undefined);
    process.once('disconnect', () => resolve(undefined));
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
    process.once('message', (message: ToController) => resolve(message));
  });
}

/** Tells the `up` that started this controller; resolves when it has got the message, or has gone. */
export function tellParent(message: FromController): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) return resolve();
    process.send(message, () => resolve());
  });
}

/** The message by which the controller refuses what `up` wants. */
export function refused(error: unknown): FromController {
  return { kind: 'refused', error: wireOf(error) };
}
