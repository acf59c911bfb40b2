import type { EffectKind, EffectOf } from '../state/core/effect.js';
import type { Event } from '../state/core/event.js';

/** Runs one effect, and dispatches facts while it does. Rejects only for the simulator's own trouble: what fails about a service is a fact. */
export type EffectHandler<K extends EffectKind> = (
  effect: EffectOf<K>,
  context: EffectContext,
) => Promise<void>;

export interface EffectContext {
  readonly dispatch: (event: Event) => void;
  readonly now: () => number;
  readonly signal: AbortSignal;
}
