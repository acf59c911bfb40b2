import type { FoundController } from '../adapters/controller/connect.js';
import { controllerEnded, endController } from '../adapters/controller/end.js';
import { messageOf, SimError } from '../errors.js';

/** Whose controller it is, and how to go about it. */
export interface EndOtherOptions {
  readonly name: string;
  /** Absolute `.sim/<name>`. */
  readonly stateDir: string;
  readonly volumes: boolean;
  readonly say: (line: string) => void;
  /** The command that goes on where this one is interrupted. */
  readonly again: string;
  /** Ends the wait for it. */
  readonly signal: AbortSignal;
  readonly patience?: Patience;
}

interface Patience {
  /** For going down: containers may take their time to stop, one after the other. */
  readonly downMs: number;
  /** For ending on each signal. */
  readonly endMs: number;
}

const usual: Patience = { downMs: 60_000, endMs: 5_000 };

/**
 * Makes way for a `down` without the controller that holds the environment: one of another version still knows how to take it
 * down, though what it says of it we may not understand. One that can't, or that does not answer, is ended.
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

/** What kept it from going down; `undefined`: nothing did. */
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
