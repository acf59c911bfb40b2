import { type LeaveAnswer, rememberAnswer, rememberedAnswer } from '../adapters/controller/remembered.js';
import type { ControllerClient } from '../contract/client.js';
import { exitCodes, SimError } from '../errors.js';
import { leftText } from '../outputs/text/left.js';
import { removalText } from '../outputs/text/removal.js';
import { runTerminalView } from '../outputs/tui/run.js';
import { whyNoTerminalView } from '../outputs/tui/terminal.js';
import { commandFor } from '../words/commands.js';
import { connected } from './connected.js';
import type { CommandContext } from './context.js';
import { downThroughController } from './down.js';
import { openLiveView } from './live-view.js';

/** `sim attach`: another view of an environment that runs. */
export async function attach(context: CommandContext, options: { name: string }): Promise<number> {
  const obstacle = whyNoTerminalView(context.stdout, context.stdin, context.env);
  if (obstacle !== undefined) {
    throw new SimError('usage', `attach needs a terminal: ${obstacle}`, {
      hint: `${commandFor(options.name, 'status', context.here)} and ${commandFor(options.name, 'logs -f', context.here)} print plain lines`,
    });
  }
  const controller = await connected(context, options.name);
  return attachView(context, controller, options.name);
}

/** Draws until the user leaves; stops the environment where they chose so. */
export async function attachView(
  context: CommandContext,
  controller: ControllerClient,
  name: string,
): Promise<number> {
  using view = await openLiveView(controller);
  const { live, ended, requireController, close } = view;
  const stateDir = await context.stateDirOf(name);
  context.forced.words = leftText(name, live.current.environment.readyAt === null, context.here);
  if (context.interrupted.aborted) {
    context.stderr.write(`${context.forced.words}\n`);
    return exitCodes.interrupted;
  }
  let answer: LeaveAnswer | undefined;
  const choice = await runTerminalView({
    live,
    queries: controller,
    signal: AbortSignal.any([ended, context.interrupted]),
    remembered: await rememberedAnswer(stateDir),
    remember: (chosen) => {
      answer = chosen;
    },
  });
  if (answer !== undefined) await rememberAnswer(stateDir, answer);
  const gone = live.current.environment.removed;
  if (!gone) requireController();
  if (choice === 'stop') {
    close();
    const removal = await downThroughController(context, controller, {
      name,
      volumes: false,
      json: false,
    });
    context.stdout.write(`${removalText(name, removal)}\n`);
    return 0;
  }
  // The signal came before the view had the keyboard, so the user was not asked whether the environment should run on.
  if (context.interrupted.aborted && !gone) {
    context.stderr.write(`${leftText(name, live.current.environment.readyAt === null, context.here)}\n`);
    return exitCodes.interrupted;
  }
  context.stdout.write(
    gone
      ? `${name} has gone down\n`
      : `${name} runs on. ${commandFor(name, 'attach', context.here)} shows it again, ${commandFor(name, 'down', context.here)} stops it.\n`,
  );
  return 0;
}
