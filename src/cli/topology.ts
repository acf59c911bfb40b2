import { topologyText } from '../outputs/text/topology.js';
import { connected } from './connected.js';
import { type CommandContext, printJson } from './context.js';

/** `sim topology`: who calls whom, as declared and as seen. */
export async function topology(
  context: CommandContext,
  options: { name: string; format: 'json' | 'text' },
): Promise<number> {
  const controller = await connected(context, options.name);
  const views = await controller.views(['environment', 'topology']);
  if (options.format === 'json') printJson(context, views.topology);
  else context.stdout.write(`${topologyText(views, context.paint)}\n`);
  return 0;
}
