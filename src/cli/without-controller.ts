import Docker from 'dockerode';
import { clearSocketPlaces, socketPlaceOf } from '../adapters/controller/socket-place.js';
import { createContainerEngine } from '../adapters/docker/dockerode-engine.js';
import { type EnvironmentOnEngine, listEnvironments } from '../adapters/docker/environments.js';
import type { Removal } from '../contract/views.js';
import { ifNobodyListens } from '../controller/lone-socket.js';
import { clearState, removeCleared } from '../effects/clear-state.js';
import { requireEngine } from '../engine/require.js';
import { refuseForeign } from '../inputs/declaration/foreign.js';

/** All environments that have anything left on the engine. */
export async function environmentsOnEngine(env: NodeJS.ProcessEnv): Promise<readonly EnvironmentOnEngine[]> {
  const found = await requireEngine(env, new AbortController().signal);
  return listEnvironments(new Docker(found.options));
}

/** `down` where no controller runs: removes by label what is left. */
export async function removeWithoutController(options: {
  readonly name: string;
  /** Absolute `.sim/<name>`; what another checkout made is left alone. */
  readonly stateDir: string;
  readonly volumes: boolean;
  readonly env: NodeJS.ProcessEnv;
}): Promise<Removal> {
  const found = await requireEngine(options.env, new AbortController().signal);
  const engine = createContainerEngine(new Docker(found.options), options.name);
  const { name, stateDir } = options;
  await refuseForeign({ name, stateDir, runtime: engine });
  const removal = await engine.removeAll({ volumes: options.volumes });
  // An `up` may have come meanwhile: nobody could reach its controller any more, and no other one could begin beside it.
  const { socket } = await socketPlaceOf(stateDir, options.env);
  let cleared: string | undefined;
  await ifNobodyListens(socket, async () => {
    await clearSocketPlaces(stateDir, options.env);
    cleared = await clearState(stateDir, removal, options.volumes);
  });
  await removeCleared(cleared);
  return removal;
}
