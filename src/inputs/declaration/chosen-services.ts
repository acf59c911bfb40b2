import { namesIn } from '../../environment/locate.js';
import type { Source } from '../../environment/source.js';
import type { LoadRequest } from './load-environment.js';

/**
 * The services that Compose is asked for, besides what they depend on: those that are named, and those of the same files that are there
 * already, because a second `up` takes nothing away. None: all that are enabled.
 */
export async function chosenServices(
  { files, alreadyThere }: Pick<LoadRequest, 'files' | 'alreadyThere'>,
  reading: Promise<{ readonly sources: readonly Source[] }>,
): Promise<readonly string[]> {
  const named = files?.services ?? [];
  if (named.length === 0) return [];
  const { sources } = await reading;
  const known = new Set(sources.flatMap((source) => (source.declares ? namesIn(source, 'services') : [])));
  const there = (await alreadyThere) ?? [];
  return [...new Set([...named, ...there.filter((service) => known.has(service))])];
}
