import type { RunCommand } from './commands.js';
import type { EngineAddress } from './engine.js';
import type { Distribution } from './install/distribution.js';
import type { EnginePrefix } from './prefix.js';

/** What a step works with. */
export interface StepContext {
  readonly prefix: EnginePrefix;
  /** Where an engine that is started has to listen. */
  readonly address: EngineAddress;
  /** The id of the group that may use an engine of ours; `undefined`: `docker`, where there is one. */
  readonly group: string | undefined;
  readonly distribution: Distribution | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly run: RunCommand;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}
