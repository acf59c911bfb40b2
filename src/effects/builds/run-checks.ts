import type { BuildSetup } from '../../adapters/go/build-setup.js';
import { checkPackages } from '../../adapters/go/check-packages.js';
import type { GoSettings } from '../../adapters/go/go-command.js';
import { SimError } from '../../errors.js';
import type { EffectHandler } from '../effect-handler.js';

interface CheckOptions {
  readonly settings: GoSettings;
  /** How the binary of a service in a folder is made. */
  readonly setupOf: (service: string, directory: string) => Promise<BuildSetup>;
  /** Absolute folder from which paths in errors are shown. */
  readonly root: () => string;
  /** Absolute folder of a service's `package main`, and those of all its packages. */
  readonly sourceOf: (
    service: string,
  ) => { readonly directory: string; readonly folders: readonly string[] } | undefined;
}

/** The handler of `check`: runs one check after the other on the source of a live build; nothing waits for the results. */
export function createCheckHandler({
  settings,
  setupOf,
  root,
  sourceOf,
}: CheckOptions): EffectHandler<'check'> {
  return async ({ service, build, checks }, { dispatch, now, signal }) => {
    const source = sourceOf(service);
    if (source === undefined) throw new SimError('failed', `${service} has no Go source to check`);
    dispatch({ kind: 'checks.started', at: now(), service, build, checks });
    const setup = await setupOf(service, source.directory);
    for (const kind of checks) {
      const began = performance.now();
      const result = await checkPackages(settings, { kind, ...source, setup, root: root(), signal });
      if (result.outcome === 'cancelled' || signal.aborted) {
        dispatch({ kind: 'checks.cancelled', at: now(), service, build });
        return;
      }
      const durationMs = Math.round(performance.now() - began);
      dispatch({
        kind: 'check.finished',
        at: now(),
        service,
        build,
        check: kind,
        errors: result.errors,
        durationMs,
      });
    }
  };
}
