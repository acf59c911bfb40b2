import { secretsText } from '../outputs/text/secrets.js';
import { statusJson, statusText } from '../outputs/text/status.js';
import { connected } from './connected.js';
import { type CommandContext, printJson } from './context.js';

/** `sim status`: every service with its state and cause; with `--secrets` also the passwords, which are hidden everywhere else. */
export async function status(
  context: CommandContext,
  options: { name: string; json: boolean; secrets: boolean },
): Promise<number> {
  const controller = await connected(context, options.name);
  const views = await controller.views(['environment', 'status']);
  const secrets = options.secrets ? await controller.secrets() : undefined;
  if (options.json) printJson(context, statusJson(views.status, secrets));
  else {
    context.stdout.write(`${statusText(views, context.paint)}\n`);
    if (secrets !== undefined) context.stdout.write(`\n${secretsText(secrets, context.paint)}\n`);
  }
  return 0;
}
