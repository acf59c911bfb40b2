import { SimError } from '../errors.js';
import type { ControllerClient } from '../outputs/api/client.js';
import type { Snapshot } from '../state/core/snapshot.js';
import { neededServices } from '../state/services/needed-services.js';
import { viewServices } from '../state/services/view.js';
import { commandFor } from '../words/commands.js';
import type { CommandContext } from './context.js';
import { openLiveView } from './live-view.js';
import { untilChanged } from './until.js';

/** Those of some services, and of what they need, whose image could not be had. */
export function withoutImage(snapshot: Snapshot, services: readonly string[]): readonly string[] {
  const needed = new Set(services.flatMap((name) => [...neededServices(snapshot.environment, name)]));
  return [...needed].filter((name) => snapshot.images[name]?.state === 'unavailable');
}

/**
 * Services whose image could not be had were asked to start, so it is looked for again: waits until that is over. Throws `failed` where
 * it can't be had this time either, with the reason.
 */
export async function untilImagesAreFound(
  { interrupted, here }: Pick<CommandContext, 'interrupted' | 'here'>,
  controller: ControllerClient,
  { name, services }: { readonly name: string; readonly services: readonly string[] },
): Promise<void> {
  using view = await openLiveView(controller);
  const { live, ended, requireController } = view;
  const outcome = await untilChanged(live, (snapshot) => (isOver(snapshot, services) ? 'over' : undefined), {
    timeoutMs: undefined,
    stop: AbortSignal.any([interrupted, ended]),
  });
  const views = viewServices(live.current);
  requireController();
  if (outcome === 'interrupted') throw new SimError('interrupted', 'stopped waiting for the image');
  const refused = views.filter((view) => services.includes(view.name) && view.image.refused !== undefined);
  const [first, ...others] = refused;
  if (first === undefined) return;
  throw new SimError('failed', `${first.name} can't start: ${first.image.refused}`, {
    ...(others.length === 0
      ? {}
      : { detail: others.map((view) => `${view.name} can't start: ${view.image.refused}`).join('\n') }),
    hint: `${commandFor(name, `why ${first.name}`, here)} shows the chain of causes`,
  });
}

function isOver({ images, goal }: Snapshot, services: readonly string[]): boolean {
  if (goal !== 'up') return true;
  return services.every((service) => {
    const state = images[service]?.state;
    return state === undefined || state === 'ready' || state === 'unavailable';
  });
}
