import { connectController } from '../adapters/controller/connect.js';
import { whyText } from '../outputs/text/why.js';
import { whyOf } from '../state/why.js';
import { type CommandContext, printJson } from './context.js';
import { knownServices } from './services.js';

/** `sim why SERVICE`: the chain of causes of its state. */
export async function why(
  context: CommandContext,
  { name, service, json }: { name: string; service: string; json: boolean },
): Promise<number> {
  const controller = await connectController(await context.stateDirOf(name), name);
  const snapshot = await controller.snapshot();
  knownServices(snapshot, name, [service]);
  const chain = whyOf(snapshot, service);
  if (chain === undefined) return 1;
  if (json) printJson(context, { schema: 1, ...chain });
  else context.stdout.write(`${whyText(chain, context.paint)}\n`);
  return 0;
}
