import type { ControllerClient } from '../contract/client.js';
import type { ServiceView } from '../contract/views.js';
import { SimError } from '../errors.js';
import { commandFor } from '../words/commands.js';
import { connected } from './connected.js';
import type { CommandContext } from './context.js';
import { untilImagesAreFound, withoutImage } from './refused-start.js';
import { allServices, knownInstances } from './services.js';

export interface WishOptions {
  readonly name: string;
  readonly services: readonly string[];
  readonly verb: 'start' | 'stop' | 'restart' | 'rebuild' | 'unpin';
}

/** `sim start|stop|restart|rebuild|unpin SERVICE…`: all names are checked before anything is asked. */
export async function wish(context: CommandContext, { name, services, verb }: WishOptions): Promise<number> {
  const controller = await connected(context, name);
  const { status } = await controller.views(['status']);
  const named = knownInstances(status, name, services);
  const views = named.map(({ view }) => view);
  const single = named.find(({ index }) => index !== undefined);
  if (single !== undefined && (verb === 'rebuild' || verb === 'unpin')) {
    throw new SimError('usage', `'${single.word}' is one instance, and a build is for all of its service`, {
      hint: commandFor(name, `${verb} ${single.view.name}`, context.here),
    });
  }
  for (const view of views) {
    if ((verb === 'rebuild' || verb === 'unpin') && view.code === null) {
      throw new SimError('usage', `'${view.name}' is not built from Go source here`, {
        hint: `${commandFor(name, `restart ${view.name}`, context.here)} restarts its container`,
      });
    }
  }
  for (const { view, index } of named) {
    const service = view.name;
    if (index === undefined) await controller.wish({ kind: `${verb}.requested`, service });
    // It was checked above that only these three are asked of one instance.
    else if (verb === 'start' || verb === 'stop' || verb === 'restart') {
      await controller.wish({ kind: `${verb}.requested`, service, index });
    }
  }
  const idle = verb === 'unpin' ? views.filter(({ code }) => code?.state !== 'pinned') : [];
  const busy = services.filter((service) => !idle.some((view) => view.name === service));
  const refused =
    verb === 'start' || verb === 'restart'
      ? withoutImage(
          status,
          views.map((view) => view.name),
        )
      : [];
  if (refused.length > 0) {
    context.stdout.write(`${refused.join(', ')}: looking for the image again\n`);
    await untilImagesAreFound(context, controller, { name, services: refused });
  }
  const held =
    verb === 'start' || verb === 'restart' ? await heldBack(controller, busy) : new Map<string, string>();
  const going = busy.filter((service) => !held.has(service));
  if (going.length > 0) context.stdout.write(`${going.join(', ')}: ${asked[verb]}\n`);
  for (const [service, why] of held) context.stdout.write(`${service}: ${why}\n`);
  for (const view of idle) context.stdout.write(`${view.name}: was not pinned\n`);
  if (verb === 'rebuild') for (const line of pinWords(views)) context.stdout.write(`${line}\n`);
  return 0;
}

/** The services that were just asked to start and can't, and why. */
async function heldBack(
  controller: ControllerClient,
  services: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { status } = await controller.views(['status']);
  const views = allServices(status).filter(({ name }) => services.includes(name));
  return new Map(
    views.flatMap(({ name, state, cause }): readonly (readonly [string, string])[] => {
      // A service that was just asked to start and is `stopped` has no container: it is scaled to 0.
      if (state === 'stopped') return [[name, `nothing to start: ${cause ?? 'none is declared'}`]];
      return state === 'waiting' && cause !== null ? [[name, cause]] : [];
    }),
  );
}

/** The lines that say which pins a rebuild by hand has ended. */
function pinWords(views: readonly ServiceView[]): readonly string[] {
  return views.flatMap(({ name, code }) =>
    code?.state === 'pinned' ? [`${name}: no longer pinned to build ${code.live}`] : [],
  );
}

/** The words for what was asked for; `wait` and `status` tell whether it is done. */
const asked: Record<WishOptions['verb'], string> = {
  start: 'starting',
  stop: 'stopping',
  restart: 'restarting',
  rebuild: 'building again',
  unpin: 'follows the source again',
};
