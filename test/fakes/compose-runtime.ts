import type { ContainerEngine } from '../../src/adapters/docker/container-engine.js';
import type { Environment } from '../../src/environment/environment.js';
import {
  type ComposeRuntimeOptions,
  createComposeRuntime,
} from '../../src/runtime/compose/compose-runtime.js';
import { MountedBuilds } from '../../src/runtime/compose/mounted-builds.js';
import type { Runtime } from '../../src/runtime/runtime.js';

/** The runtime of Compose over an engine that is none, and a Compose that does what the test says. */
export function composeRuntimeOver(
  engine: ContainerEngine,
  environment: Environment,
  creation: Partial<ComposeRuntimeOptions['creation']> = {},
): Runtime {
  const unasked = () => Promise.reject(new Error('not asked for in this test'));
  return createComposeRuntime({
    engine,
    creation: { create: unasked, start: unasked, stop: unasked, ...creation },
    builds: new MountedBuilds('/not/there'),
    declared: () => ({ declaration: { environment }, compose: { watch: unasked } }),
    now: () => 1,
  });
}
