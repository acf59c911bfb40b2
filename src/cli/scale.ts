import { SimError } from '../errors.js';
import { commandFor } from '../words/commands.js';
import { connected } from './connected.js';
import type { CommandContext } from './context.js';
import { knownServices } from './services.js';

/** `sim scale SERVICE=N…`: asks for N containers of each service, until the next `up`. All are checked before the first is asked for. */
export async function scale(
  context: CommandContext,
  { name, scales }: { readonly name: string; readonly scales: Readonly<Record<string, number>> },
): Promise<number> {
  const controller = await connected(context, name);
  const { status } = await controller.views(['status']);
  const views = knownServices(status, name, Object.keys(scales));
  const part = views.find((view) => !status.services.includes(view));
  if (part !== undefined)
    throw new SimError('usage', `'${part.name}' is a part of Sim, of which there is one`);
  for (const view of views) {
    const wanted = scales[view.name] ?? view.replicas.wanted;
    await controller.wish({ kind: 'scale.requested', service: view.name, replicas: wanted });
    const before = view.replicas.wanted;
    context.stdout.write(
      before === wanted
        ? `${view.name}: is to be ${wanted} already\n`
        : `${view.name}: scaling from ${before} to ${wanted}, until the next up\n`,
    );
    if (view.state === 'stopped' && before > 0 && wanted > 0) {
      const start = commandFor(name, `start ${view.name}`, context.here);
      context.stdout.write(`${view.name}: stays stopped until ${start}\n`);
    }
  }
  return 0;
}
