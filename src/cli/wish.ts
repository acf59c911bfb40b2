import { connectController } from '../adapters/controller/connect.js';
import { SimError } from '../errors.js';
import { commandFor } from '../outputs/text/commands.js';
import type { CommandContext } from './context.js';
import { knownServices } from './services.js';

export interface WishOptions {
  readonly name: string;
  readonly services: readonly string[];
  readonly verb: 'start' | 'stop' | 'restart' | 'rebuild' | 'unpin';
}

/** `sim start|stop|restart|rebuild|unpin SERVICE…`: all names are checked before anything is asked. */
export async function wish(context: CommandContext, { name, services, verb }: WishOptions): Promise<number> {
  const controller = await connectController(await context.stateDirOf(name), name);
  for (const view of knownServices(await controller.snapshot(), name, services)) {
    if ((verb === 'rebuild' || verb === 'unpin') && view.code === undefined) {
      throw new SimError('usage', `'${view.name}' is not built from Go source here`, {
        hint: `${commandFor(name, `restart ${view.name}`)} restarts its container`,
      });
    }
  }
  for (const service of services) await controller.wish({ kind: `${verb}.requested`, service });
  context.stdout.write(`${services.join(', ')}: ${asked[verb]}\n`);
  return 0;
}

/** What was asked for, and not that it is done: `wait` and `status` tell that. */
const asked: Record<WishOptions['verb'], string> = {
  start: 'starting',
  stop: 'stopping',
  restart: 'restarting',
  rebuild: 'building again',
  unpin: 'follows the source again',
};
