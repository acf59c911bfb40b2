import type { LogLine } from '../contract/queries.js';
import { exitCodes } from '../errors.js';
import type { Paint } from '../outputs/text/paint.js';
import { instanceName } from '../state/instances/instance-name.js';
import { connected } from './connected.js';
import type { CommandContext } from './context.js';
import { watchReader } from './reader.js';
import { knownInstances } from './services.js';

export interface LogsOptions {
  readonly name: string;
  readonly services: readonly string[];
  readonly follow: boolean;
  readonly tail: number;
  /** Milliseconds since the epoch. */
  readonly since: number | undefined;
  readonly json: boolean;
}

/** `sim logs`: what the containers wrote, by time, secrets masked. */
export async function logs(context: CommandContext, options: LogsOptions): Promise<number> {
  const controller = await connected(context, options.name);
  knownInstances((await controller.views(['status'])).status, options.name, options.services);
  const services = options.services.length === 0 ? undefined : options.services;
  const query = { services, tail: options.tail, since: options.since, follow: options.follow };
  using reader = watchReader(context.stdout, options.follow);
  const ended = AbortSignal.any([context.interrupted, reader.gone]);
  try {
    for await (const line of controller.logs(query, ended)) {
      // Remarks go to stderr, apart from what programs read.
      if ('remark' in line) context.stderr.write(`${line.service}: ${line.remark}\n`);
      else context.stdout.write(options.json ? `${JSON.stringify(line)}\n` : lineText(line, context.paint));
    }
  } catch (error) {
    if (!ended.aborted) throw error;
  }
  return context.interrupted.aborted ? exitCodes.interrupted : exitCodes.done;
}

function lineText({ service, instance, text }: LogLine, paint: Paint): string {
  const from = instance === undefined ? service : instanceName(service, instance);
  return `${paint.dim(from.padEnd(12))} ${text}\n`;
}
