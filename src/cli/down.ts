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
  if (controller?.sameVersion === false) await endOther(context, controller.client, options);
  const removal = controller?.sameVersion
    ? await downThroughController(context, controller.client, options)
    : await (await import('../sim.js')).removeWithoutController({
        name: options.name,
        stateDir: options.all ? undefined : stateDir,
        volumes: options.volumes,
        env: context.env,
      });
  if (options.json) printJson(context, removal);
  else context.stdout.write(`${removalText(options.name, removal)}\n`);
}

/** One of another version still knows how to take its environment down; what it says of it we may not understand. */
async function endOther(
  context: CommandContext,
  client: ControllerClient,
  { name, volumes }: DownOptions,
): Promise<void> {
  context.stderr.write(
    `sim: the controller of '${name}' runs another version of Sim and takes it down itself\n`,
  );
  await client.wish({ kind: 'down.requested', volumes });
  await client.end(context.interrupted);
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
        let going = false;
        if (!json) tellStory(live, (line) => context.stdout.write(`${line}\n`), context.paint, began);
        const look = () => {
          const { removed, removal, failedEffects, goal, engine } = live.current;
          if (engine.state === 'lost') reject(engineGone(engine.detail));
          if (removed && removal !== undefined) resolve(removal);
          going ||= goal === 'down';
          if (going && goal === 'up') reject(wantedAgain());
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

function engineGone(detail: string | undefined): SimError {
  return new SimError('engine-lost', 'the engine does not answer, so nothing could be removed', {
    ...(detail === undefined ? {} : { detail }),
    hint: 'the environment goes down when it answers again; bin/sim doctor says what is wrong with it',
  });
}

/** Two people, or one who changed their mind: the newest wish wins. */
function wantedAgain(): SimError {
  return new SimError('interrupted', 'an up came while it went down, and brings it back', {
    hint: 'bin/sim down once more ends it',
  });
}

/** Something of others holds on to what is ours, mostly a container that was attached to our network by hand. */
function notRemoved(detail: string): SimError {
  return new SimError('failed', 'not everything could be removed', {
    detail,
    hint: 'docker network inspect shows who uses a network; then bin/sim down once more',
  });
}
