import type { ControllerClient } from '../contract/client.js';
import type { StatusView, Views } from '../contract/views.js';
import { SimError } from '../errors.js';
import { commandFor } from '../words/commands.js';
import type { CommandContext } from './context.js';
import { openLiveView } from './live-view.js';
import { neededServices } from './needed-services.js';
import { allServices } from './services.js';
import { untilChanged } from './until.js';

/** The services among these, and among what they require, whose image could not be had. */
export function withoutImage(status: StatusView, services: readonly string[]): readonly string[] {
  return neededServices(status, services).flatMap(({ name, image }) =>
    image.state === 'unavailable' ? [name] : [],
  );
}

/**
 * Waits for the images of services that were just asked to start and had none: they are looked for again. Throws SimError `failed` with the
 * reason where one can't be had this time either.
 */
export async function untilImagesAreFound(
  { interrupted, here }: Pick<CommandContext, 'interrupted' | 'here'>,
  controller: ControllerClient,
  { name, services }: { readonly name: string; readonly services: readonly string[] },
): Promise<void> {
  using view = await openLiveView(controller);
  const { live, ended, requireController } = view;
  const outcome = await untilChanged(live, (views) => (isOver(views, services) ? 'over' : undefined), {
    timeoutMs: undefined,
    stop: AbortSignal.any([interrupted, ended]),
  });
  const all = allServices(live.current.status);
  requireController();
  if (outcome === 'interrupted') throw new SimError('interrupted', 'stopped waiting for the image');
  const refused = all.filter((view) => services.includes(view.name) && view.image.refused !== null);
  const [first, ...others] = refused;
  if (first === undefined) return;
  throw new SimError('failed', `${first.name} can't start: ${first.image.refused}`, {
    ...(others.length === 0
      ? {}
      : { detail: others.map((view) => `${view.name} can't start: ${view.image.refused}`).join('\n') }),
    hint: `${commandFor(name, `why ${first.name}`, here)} shows the chain of causes`,
  });
}

function isOver({ environment, status }: Views, services: readonly string[]): boolean {
  if (environment.goal !== 'up') return true;
  return allServices(status).every(
    ({ name, image: { state } }) =>
      !services.includes(name) || state === null || state === 'ready' || state === 'unavailable',
  );
}
