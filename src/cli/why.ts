import { SimError } from '../errors.js';
import type { ControllerClient } from '../outputs/api/client.js';
import { whyText } from '../outputs/text/why.js';
import { whyOf } from '../state/services/why.js';
import { connected } from './connected.js';
import { type CommandContext, printJson } from './context.js';
import { knownServices } from './services.js';

/** `sim why SERVICE`: the chain of causes of its state. */
export async function why(
  context: CommandContext,
  { name, service, json }: { name: string; service: string; json: boolean },
): Promise<number> {
  const controller = await connected(context, name);
  const snapshot = await controller.snapshot();
  knownServices(snapshot, name, [service]);
  const chain = whyOf(snapshot, service, await wroteLately(controller, service, context.interrupted));
  if (chain === undefined) return 1;
  if (json) printJson(context, { schema: 1, ...chain });
  else context.stdout.write(`${whyText(chain, context.paint)}\n`);
  return 0;
}

const lines = 50;
/** What a service that runs on wrote before is another story. */
const latelyMs = 5 * 60_000;

/** Empty where its log can't be read: why the service is in its state is told all the same. */
async function wroteLately(
  controller: Pick<ControllerClient, 'logs'>,
  service: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const query = { services: [service], tail: lines, since: Date.now() - latelyMs, follow: false };
  const texts: string[] = [];
  try {
    for await (const line of controller.logs(query, signal)) if ('text' in line) texts.push(line.text);
  } catch (error) {
    // With the engine gone there is no log, and the snapshot says that it is gone.
    if (!(error instanceof SimError)) throw error;
  }
  return texts;
}
