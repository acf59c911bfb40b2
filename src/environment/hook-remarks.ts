import type { ComposeProject } from './compose-project.js';
import type { Remark } from './environment.js';

/** The Compose that runs `post_start` and `pre_stop` first (docker/compose, release notes of 2.30.0); an older one takes them in silence. */
export const hooksSince = '2.30.0';

/** Hooks that the Compose at hand does not run. */
export function hookRemarks({ services }: ComposeProject): readonly Remark[] {
  return Object.entries(services).flatMap(([service, { post_start, pre_stop }]) => {
    const hooks = [
      ...((post_start?.length ?? 0) > 0 ? ['post_start'] : []),
      ...((pre_stop?.length ?? 0) > 0 ? ['pre_stop'] : []),
    ];
    const text = `its ${hooks.join(' and ')} hooks are not run: the Compose here is older than ${hooksSince}, which runs them`;
    return hooks.length === 0 ? [] : [{ service, text }];
  });
}
