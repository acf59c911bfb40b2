import { load } from 'js-yaml';

/**
 * Reads the output of `docker compose config`. YAML rather than JSON, out of which Compose leaves the
 * `x-sim` of services (github.com/docker/compose/issues/11528). Compose doubles every `$`, which is undone here.
 *
 * By js-yaml, which is done in a third of the time: every start waits for it, and no place in this text is ever told to anybody.
 */
export function readComposeOutput(output: string): unknown {
  return load(output.replaceAll('$$', '$'));
}
