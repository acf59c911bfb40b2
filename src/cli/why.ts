import { whyText } from '../outputs/text/why.js';
import { connected } from './connected.js';
import { type CommandContext, printJson } from './context.js';
import { knownInstances } from './services.js';

/** `sim why SERVICE`: the chain of causes of its state. */
export async function why(
  context: CommandContext,
  { name, service, json }: { name: string; service: string; json: boolean },
): Promise<number> {
  const controller = await connected(context, name);
  const { status } = await controller.views(['status']);
  knownInstances(status, name, [service]);
  const chain = await controller.why(service, context.interrupted);
  if (chain === undefined) return 1;
  if (json) printJson(context, chain);
  else context.stdout.write(`${whyText(chain, context.paint)}\n`);
  return 0;
}
