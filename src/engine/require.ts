import type { EngineFound } from './engine.js';
import { findEngine } from './find.js';
import { refusal } from './refusal.js';

/** The engine that answers; throws SimError with what is wrong with it and what to type next. Starts and installs nothing. */
export async function requireEngine(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<EngineFound> {
  const found = await findEngine(env, signal);
  if (found.state === 'found') return found;
  throw refusal(found);
}
