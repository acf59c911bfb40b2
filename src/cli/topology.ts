import { topologyJson, topologyText } from '../outputs/text/topology.js';
import { connected } from './connected.js';
import { type CommandContext, printJson } from './context.js';

/** `sim topology`: who calls whom, as declared and as seen. */
export async function topology(
  context: CommandContext,
  options: { name: string; format: 'json' | 'text' },
): Promise<number> {
  const controller = await connected(context, options.name);
  const snapshot = await controller.snapshot();
  if (options.format === 'json') printJson(context, topologyJson(snapshot));
  else context.stdout.write(`${topologyText(snapshot, context.paint)}\n`);
  return 0;
}
