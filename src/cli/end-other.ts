import type { FoundController } from '../adapters/controller/connect.js';
import { controllerEnded, endController } from '../adapters/controller/end.js';
import { messageOf, SimError } from '../errors.js';

/** Which environment the controller holds, and how to end it. */
export interface EndOtherOptions {
  readonly name: string;
  /** Absolute `.sim/<name>`. */
  readonly stateDir: string;
  readonly volumes: boolean;
  readonly say: (line: string) => void;
  /** The command to type where this one is interrupted. */
  readonly again: string;
  /** Ends the wait for it. */
  readonly signal: AbortSignal;
  readonly patience?: Patience;
}

interface Patience {
  /** How long the controller may take to go down: containers may stop one after the other. */
  readonly downMs: number;
  /** How long it may take to end after each signal. */
  readonly endMs: number;
}

const usual: Patience = { downMs: 60_000, endMs: 5_000 };

/**
 * Makes way for a `down` without the controller that holds the environment. A controller of another version is asked to take it down, though
 * this version may not understand what it says meanwhile. One that can't, or does not answer, is ended.
 */
export async function endOther(controller: FoundController, options: EndOtherOptions): Promise<void> {
  const { name, stateDir, say, signal } = options;
  const { pid } = controller;
  if (controller.silent) say(`the controller of '${name}' does not answer`);
  else {
    say(`the controller of '${name}' runs another version of Sim and takes it down itself`);
    const obstacle = await letItGoDown(controller, options);
    if (obstacle === undefined) return;
    if (signal.aborted) throw interrupted(options);
    say(`it does not: ${obstacle}`);
  }
  say(`ending it (process ${pid}); what is left of '${name}' is removed without it`);
  await endController({ pid, stateDir }, (options.patience ?? usual).endMs);
}

/** Has the controller take its environment down; resolves with what kept it from that, `undefined` where it is down. */
async function letItGoDown(
  { client, pid }: FoundController,
  { stateDir, volumes, signal, patience: { downMs } = usual }: EndOtherOptions,
): Promise<string | undefined> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(downMs)]);
  const late = `it is still there after ${downMs / 1000} s`;
  try {
    await client.wish({ kind: 'down.requested', volumes }, patience);
  } catch (error) {
    return patience.aborted ? late : messageOf(error);
  }
  return (await controllerEnded({ pid, stateDir }, patience)) ? undefined : late;
}

function interrupted({ name, again }: EndOtherOptions): SimError {
  return new SimError('interrupted', `'${name}' was not down yet`, {
    hint: `${again} once more goes on`,
  });
}
