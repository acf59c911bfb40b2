import { SimError } from '../errors.js';
import { buildsText } from '../outputs/text/builds.js';
import { connected } from './connected.js';
import { type CommandContext, printJson } from './context.js';
import { knownServices } from './services.js';

/** `sim builds [SERVICE…]`: the history of the Go services, or of those named. */
export async function builds(
  context: CommandContext,
  { name, services, json }: { name: string; services: readonly string[]; json: boolean },
): Promise<number> {
  const controller = await connected(context, name);
  const { status, builds: all } = await controller.views(['status', 'builds']);
  for (const view of knownServices(status, name, services)) {
    if (view.code !== null) continue;
    throw new SimError('usage', `'${view.name}' is not built from Go source here`, {
      hint: `these are: ${all.services.map((one) => one.name).join(', ')}`,
    });
  }
  const wanted =
    services.length === 0 ? all.services : all.services.filter((one) => services.includes(one.name));
  if (json) printJson(context, { ...all, services: wanted });
  else context.stdout.write(`${buildsText(wanted, Date.now(), context.paint)}\n`);
  return 0;
}
