import { namesIn } from '../../environment/locate.js';
import type { Source } from '../../environment/source.js';
import type { Named } from './compose-input.js';

/** Which services an `up` asks for. */
interface Chosen extends Pick<Named, 'files'> {
  /** As in `LoadRequest`. */
  readonly alreadyThere?: Promise<readonly string[]>;
}

/**
 * The services to ask Compose for: those that are named, and those of the same files that exist already, because a second `up` takes
 * nothing away. Compose adds what they depend on. Empty: all that are enabled.
 */
export async function chosenServices(
  { files, alreadyThere }: Chosen,
  reading: Promise<{ readonly sources: readonly Source[] }>,
): Promise<readonly string[]> {
  const named = files?.services ?? [];
  if (named.length === 0) return [];
  return [...new Set([...named, ...(await servicesThere(alreadyThere, reading))])];
}

/** The services of these files that exist already, whether they are asked for and enabled now or not. */
export async function servicesThere(
  alreadyThere: Chosen['alreadyThere'],
  reading: Promise<{ readonly sources: readonly Source[] }>,
): Promise<readonly string[]> {
  const { sources } = await reading;
  const known = new Set(sources.flatMap((source) => (source.declares ? namesIn(source, 'services') : [])));
  return ((await alreadyThere) ?? []).filter((service) => known.has(service));
}
