import type { AskedAhead } from '../adapters/compose/ahead.js';
import { engineAddresses, variablesFor } from '../engine/addresses.js';
import { runCommand } from '../engine/commands.js';
import { enginePrefix } from '../engine/prefix.js';
import { rememberVersions } from '../engine/remember-versions.js';
import { findTools, type ToolSearch } from '../engine/tools.js';
import { resolveAhead } from '../inputs/declaration/resolve-ahead.js';
import { namedBy } from '../inputs/declaration/root-files.js';
import type { UpRequest } from '../outputs/api/protocol.js';
import type { CommandContext } from './context.js';

/** What `up` does while the controller starts. Neither promise rejects for what somebody else will find out and tell. */
export interface Ahead {
  readonly tools: Promise<ToolSearch>;
  readonly asked: Promise<AskedAhead | undefined>;
}

/** Finds Compose, and has it resolve what `up` names. */
export function goAhead(context: CommandContext, name: string, request: UpRequest): Ahead {
  const { env, root, interrupted } = context;
  const run = rememberVersions(runCommand, env);
  const tools = findTools(
    (command, options) => run(command, { ...options, signal: interrupted }),
    env,
    enginePrefix(env),
  );
  const asking = tools.then((search) => {
    const [address] = engineAddresses(env);
    if (search.state === 'missing' || address === undefined) return undefined;
    const { composeCommand: command } = search.tools;
    return resolveAhead(
      namedBy(request, { name, root }),
      { command, env: { ...request.env, ...variablesFor(address) } },
      interrupted,
    );
  });
  tools.catch(() => undefined);
  return { tools, asked: asking.catch(() => undefined) };
}
