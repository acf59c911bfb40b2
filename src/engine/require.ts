import { SimError } from '../errors.js';
import type { EngineFound } from './engine.js';
import { findEngine } from './find.js';

/** The engine that answers; throws SimError `no-engine`. Starts and installs nothing. */
export async function requireEngine(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<EngineFound> {
  const found = await findEngine(env, signal);
  if (found.state === 'found') return found;
  throw new SimError('no-engine', found.message, { hint: 'bin/sim up starts or installs one' });
}
