import { type AskedAhead, askAhead } from '../../adapters/compose/ahead.js';
import type { ComposeFiles, ComposeTool } from '../../adapters/compose/compose.js';
import { type NamedParts, partsOf, unresolvedFiles } from './root-files.js';

/**
 * Has Compose resolve what an `up` names while the controller that will want to know starts. `undefined` where it can't be told yet
 * what Compose has to be asked: of several parts those must be read first, and what is wrong with the names is for the controller to
 * tell.
 */
export function resolveAhead(
  named: NamedParts,
  tool: ComposeTool,
  signal: AbortSignal,
): AskedAhead | undefined {
  const files = filesOf(named);
  return files === undefined ? undefined : askAhead(tool, files, signal);
}

function filesOf(named: NamedParts): ComposeFiles | undefined {
  try {
    const { parts, projectDirectory } = partsOf(named);
    return parts.length === 1 ? unresolvedFiles(named, parts, projectDirectory) : undefined;
  } catch {
    return undefined;
  }
}
