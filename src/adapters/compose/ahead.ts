import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { environmentFor, globalArguments } from './arguments.js';
import type { ComposeFiles, ComposeTool } from './compose.js';

/** What Compose makes of files, asked before whoever wants to know it could ask. */
export interface AskedAhead {
  /** Whatever the answer depends on but the disk; all paths are absolute. */
  readonly question: string;
  /** As `readComposeOutput` gives it; `undefined` where there was none: then it has to be asked again, to hear why. */
  readonly answer: Promise<unknown>;
}

/** The same for the same question only: tool, words, input and all variables. */
export function configQuestion(tool: ComposeTool, files: ComposeFiles): string {
  const env = Object.entries(environmentFor(tool)).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([tool.command, globalArguments(files), files.text ?? null, env]);
}

/** `Compose.config` for whoever has no time to load what that stands on. */
export function askAhead(tool: ComposeTool, files: ComposeFiles, signal: AbortSignal): AskedAhead {
  return {
    question: configQuestion(tool, files),
    answer: config(tool, files, signal).catch(() => undefined),
  };
}

async function config(tool: ComposeTool, files: ComposeFiles, signal: AbortSignal): Promise<unknown> {
  const [command = 'docker', ...first] = tool.command;
  const child = spawn(command, [...first, ...globalArguments(files), 'config'], {
    env: environmentFor(tool),
    stdio: ['pipe', 'pipe', 'ignore'],
    signal,
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const reading = import('../../environment/compose-output.js');
  // That it reads no further is told by how it ends.
  child.stdin.on('error', () => undefined);
  child.stdin.end(files.text);
  const [said, code] = await Promise.all([text(child.stdout), ended]);
  return code === 0 ? (await reading).readComposeOutput(said) : undefined;
}
