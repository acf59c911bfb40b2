import type { WhyView } from '../contract/views.js';
import { SimError } from '../errors.js';
import type { Queries } from '../queries/queries.js';
import type { Snapshot } from '../state/core/snapshot.js';
import { parseInstanceName } from '../state/instances/instance-name.js';
import { whyOf } from '../state/services/why.js';

const lines = 50;
/** Log lines of a running service that are older than this, in milliseconds, are not counted as evidence. */
const latelyMs = 5 * 60_000;

/** The chain of causes of a service's state; `undefined` where there is no such service. `now`: milliseconds since the epoch. */
export async function explain(
  { current, queries }: { readonly current: () => Snapshot; readonly queries: Pick<Queries, 'logs'> },
  service: string,
  { now, signal }: { readonly now: number; readonly signal: AbortSignal },
): Promise<WhyView | undefined> {
  if (!Object.hasOwn(current().environment?.services ?? {}, parseInstanceName(service).service))
    return undefined;
  const wrote = await wroteLately(queries, service, now - latelyMs, signal);
  const why = whyOf(current(), service, wrote);
  return why === undefined ? undefined : { schema: 1, ...why };
}

/** The lines that a service wrote lately; empty where its log can't be read, because the causes are told all the same. */
async function wroteLately(
  queries: Pick<Queries, 'logs'>,
  service: string,
  since: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const texts: string[] = [];
  try {
    const query = { services: [service], tail: lines, since, follow: false };
    for await (const line of queries.logs(query, signal)) if ('text' in line) texts.push(line.text);
  } catch (error) {
    // An engine that does not answer has no log to read; the chain of causes says so.
    if (!(error instanceof SimError)) throw error;
  }
  return texts;
}
