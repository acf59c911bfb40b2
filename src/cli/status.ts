import { connectController } from '../adapters/controller/connect.js';
import { statusJson, statusText } from '../outputs/text/status.js';
import { type CommandContext, printJson } from './context.js';

/** `sim status`: every service with its state and the cause of it. */
export async function status(
  context: CommandContext,
  options: { name: string; json: boolean },
): Promise<number> {
  const controller = await connectController(await context.stateDirOf(options.name), options.name);
  const snapshot = await controller.snapshot();
  if (options.json) printJson(context, statusJson(snapshot));
  else context.stdout.write(`${statusText(snapshot, context.paint)}\n`);
  return 0;
}
