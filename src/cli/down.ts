import { findController } from '../adapters/controller/connect.js';
import { SimError } from '../errors.js';
import type { ControllerClient } from '../outputs/api/client.js';
import { removalText } from '../outputs/text/removal.js';
import { tellStory } from '../outputs/text/story.js';
import type { RemovalReport } from '../state/event.js';
import { type CommandContext, printJson } from './context.js';

export interface DownOptions {
  readonly name: string;
  readonly volumes: boolean;
  /** Every environment on the engine instead of the one named. */
  readonly all: boolean;
  readonly json: boolean;
}

/** `sim down`: stops in reverse order, removes containers and networks, and with `--volumes` the data. */
export async function down(context: CommandContext, options: DownOptions): Promise<number> {
  const names = options.all
    ? await (await import('../sim.js')).environmentNames(context.env)
    : [options.name];
  for (const name of names) await downOne(context, { ...options, name });
  return 0;
}

async function downOne(context: CommandContext, options: DownOptions): Promise<void> {
  const stateDir = await context.stateDirOf(options.name);
  const controller = await findController(stateDir);
  const removal =
    controller === undefined
      ? await (await import('../sim.js')).removeWithoutController({
          name: options.name,
          stateDir: options.all ? undefined : stateDir,
          volumes: options.volumes,
          env: context.env,
        })
      : await downThroughController(context, controller, options);
  if (options.json) printJson(context, removal);
  else context.stdout.write(`${removalText(options.name, removal)}\n`);
}

/** Asks the controller and tells what it does, until nothing is left. */
export async function downThroughController(
  context: CommandContext,
  controller: ControllerClient,
  { volumes, json }: Pick<DownOptions, 'volumes' | 'json'>,
): Promise<RemovalReport> {
  const ended = new AbortController();
  try {
    return await new Promise<RemovalReport>((resolve, reject) => {
      const follow = async () => {
        const live = await controller.live(reject, ended.signal);
        const began = Date.now();
        if (!json) tellStory(live, (line) => context.stdout.write(`${line}\n`), context.paint, began);
        const look = () => {
          const { removed, removal, failedEffects } = live.current;
          if (removed && removal !== undefined) resolve(removal);
          const failure = failedEffects.remove;
          // One of an earlier `down` may still be on its way to us.
          if (failure !== undefined && failure.at >= began) reject(notRemoved(failure.detail));
        };
        live.subscribe(look);
        await controller.wish({ kind: 'down.requested', volumes });
        look();
      };
      follow().catch(reject);
    });
  } finally {
    ended.abort();
  }
}

/** Something of others holds on to what is ours, mostly a container that was attached to our network by hand. */
function notRemoved(detail: string): SimError {
  return new SimError('failed', 'not everything could be removed', {
    detail,
    hint: 'docker network inspect shows who uses a network; then bin/sim down once more',
  });
}
