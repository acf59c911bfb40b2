import { SimError } from '../errors.js';
import { buildsJson, buildsText } from '../outputs/text/builds.js';
import { connected } from './connected.js';
import { type CommandContext, printJson } from './context.js';
import { knownServices } from './services.js';

/** `sim builds [SERVICE…]`: the history of the Go services, or of those named. */
export async function builds(
  context: CommandContext,
  { name, services, json }: { name: string; services: readonly string[]; json: boolean },
): Promise<number> {
  const controller = await connected(context, name);
  const snapshot = await controller.snapshot();
  for (const view of knownServices(snapshot, name, services)) {
    if (view.code !== undefined) continue;
    throw new SimError('usage', `'${view.name}' is not built from Go source here`, {
      hint: `these are: ${Object.keys(snapshot.builds).join(', ')}`,
    });
  }
  const all = Object.values(snapshot.builds);
  const wanted = services.length === 0 ? all : all.filter(({ service }) => services.includes(service));
  if (json) printJson(context, buildsJson(name, wanted));
  else context.stdout.write(`${buildsText(wanted, Date.now(), context.paint)}\n`);
  return 0;
}
