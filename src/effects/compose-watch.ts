import { messageOf } from '../errors.js';
import type { Runtime } from '../runtime/runtime.js';
import type { EffectHandler } from './effect-handler.js';

/** The handler of `compose-watch`: it runs until it is cancelled, and dispatches what Compose prints. */
export function createComposeWatchHandler(
  runtime: Pick<Runtime, 'followRules' | 'mask'>,
): EffectHandler<'compose-watch'> {
  return async ({ services }, { dispatch, now, signal }) => {
    dispatch({ kind: 'compose-watch.started', at: now(), services });
    const tell = (text: string) => {
      // The steps of a build (`#7 …`) are left out; its beginning and its end are told.
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

/** The service that a line of Compose is about: Compose names it in quotes. */
function serviceIn(text: string, services: readonly string[]): string | undefined {
  return services.find((service) => text.includes(`"${service}"`) || text.endsWith(`service ${service}`));
}
