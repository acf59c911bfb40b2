import { render } from 'ink';
import type { LiveViews } from '../../contract/live.js';
import { App } from './App.js';
import { systemClock, type ViewClock } from './session/clock.js';
import type { LeaveReason } from './session/press.js';
import { type TerminalQueries, TerminalSession } from './session/session.js';
import { terminalLook } from './terminal.js';

export type { LeaveReason } from './session/press.js';
export type { TerminalQueries } from './session/session.js';

/** What the terminal view needs; streams, variables and clock are the process's own where left out. */
export interface TerminalViewOptions {
  readonly live: LiveViews;
  readonly queries: TerminalQueries;
  /** Ends the view as if the user had detached. */
  readonly signal: AbortSignal;
  /** What was answered earlier to 'leave running or stop': `q` then does that without asking. */
  readonly remembered?: 'leave' | 'stop' | undefined;
  /** Called with the answer, to be kept for the next view. */
  readonly remember?: (answer: 'leave' | 'stop') => void;
  readonly stdout?: NodeJS.WriteStream;
  readonly stdin?: NodeJS.ReadStream;
  readonly variables?: Readonly<Record<string, string | undefined>>;
  readonly clock?: ViewClock;
}

/**
 * Shows the environment until the user leaves, or nothing of it is left. `stop`: the user wants it to go down, which the caller does.
 * The terminal is given back as it was, whatever ends the view.
 */
export async function runTerminalView(options: TerminalViewOptions): Promise<LeaveReason> {
  const { live, queries, signal } = options;
  const stdout = options.stdout ?? process.stdout;
  const clock = options.clock ?? systemClock;
  let reason: LeaveReason = 'detach';
  const ended = Promise.withResolvers<void>();
  using session = new TerminalSession({
    live,
    queries,
    clock,
    look: terminalLook(options.variables ?? process.env, process.platform),
    shape: {
      columns: stdout.columns,
      rows: stdout.rows,
      offsetMinutes: -new Date(clock.now()).getTimezoneOffset(),
    },
    remembered: options.remembered,
    remember: options.remember ?? (() => undefined),
    leave(chosen) {
      reason = chosen;
      ended.resolve();
    },
    fail: ended.reject,
  });
  const resized = (): void => session.resize(stdout.columns, stdout.rows);
  // Before Ink's own listener, so that it draws lines of the new size.
  stdout.on('resize', resized);
  const ink = render(<App session={session} />, {
    stdout,
    stdin: options.stdin ?? process.stdin,
    exitOnCtrlC: false,
    alternateScreen: true,
    incrementalRendering: true,
    // A terminal is there even where CI=true is set, which Ink would take for none.
    interactive: true,
    patchConsole: false,
  });
  const aborted = (): void => ended.resolve();
  signal.addEventListener('abort', aborted, { once: true });
  if (signal.aborted) aborted();
  try {
    await Promise.race([ended.promise, ink.waitUntilExit()]);
  } finally {
    signal.removeEventListener('abort', aborted);
    stdout.off('resize', resized);
    ink.unmount();
    await ink.waitUntilExit().catch(() => undefined);
  }
  return reason;
}
