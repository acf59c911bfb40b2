import { messageOf } from '../errors.js';
import type { Runtime } from '../runtime/runtime.js';
import type { EffectHandler } from './effect-handler.js';

/** The handler of `compose-watch`: goes on until it is cancelled, and tells what Compose says meanwhile. */
export function createComposeWatchHandler(
  runtime: Pick<Runtime, 'followRules' | 'mask'>,
): EffectHandler<'compose-watch'> {
  return async ({ services }, { dispatch, now, signal }) => {
    dispatch({ kind: 'compose-watch.started', at: now(), services });
    const tell = (text: string) => {
      // What a build prints step by step is no news; that it builds, and how that ended, is.
      if (!/^#\d+ /.test(text) && text !== 'Watch enabled') {
        const service = serviceIn(text, services);
        dispatch({ kind: 'compose-watch.said', at: now(), service, text: runtime.mask(text) });
      }
    };
    await runtime.followRules(services, tell, signal).catch((error: unknown) => {
      if (signal.aborted) return;
      const detail = runtime.mask(messageOf(error));
      dispatch({ kind: 'compose-watch.ended', at: now(), services, detail });
    });
  };
}

/** Compose names the service in quotes. */
function serviceIn(text: string, services: readonly string[]): string | undefined {
  return services.find((service) => text.includes(`"${service}"`) || text.endsWith(`service ${service}`));
}
