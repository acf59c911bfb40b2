import Docker from 'dockerode';
import { createContainerEngine } from '../adapters/docker/dockerode-engine.js';
import { listEnvironments } from '../adapters/docker/environments.js';
import { requireEngine } from '../engine/require.js';
import { refuseForeign } from '../inputs/declaration/foreign.js';
import type { RemovalReport } from '../state/event.js';

/** The names of all environments that have anything left on the engine. */
export async function environmentNames(env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const found = await requireEngine(env, new AbortController().signal);
  return (await listEnvironments(new Docker(found.options))).map(({ name }) => name);
}

/** `down` where no controller runs: removes by label what is left. */
export async function removeWithoutController(options: {
  readonly name: string;
  /** Ours; what another checkout made is then left alone. `undefined`: whoever made it. */
  readonly stateDir: string | undefined;
  readonly volumes: boolean;
  readonly env: NodeJS.ProcessEnv;
}): Promise<RemovalReport> {
  const found = await requireEngine(options.env, new AbortController().signal);
  const engine = createContainerEngine(new Docker(found.options), options.name);
  const { name, stateDir } = options;
  if (stateDir !== undefined) await refuseForeign({ name, stateDir, engine });
  return engine.removeAll({
    volumes: options.volumes,
  });
}
