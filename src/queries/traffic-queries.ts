import { SimError } from '../errors.js';
import type { Answer, Queries, TrafficItem, TrafficQuery } from './queries.js';

/** Whatever counts requests: the trace reader's thread, or a recording. */
export interface TrafficSource {
  traffic(query: TrafficQuery): Promise<Answer<TrafficItem>>;
}

/** The traffic part of `Queries` over a source; asks it for nothing that can't exist. */
export function createTrafficQueries(source: TrafficSource): Pick<Queries, 'traffic'> {
  return {
    async traffic(query) {
      const { from, to, stepMs } = query;
      if (!Number.isFinite(from) || !Number.isFinite(to) || from >= to)
        throw new SimError(
          'usage',
          `a range of time begins before it ends, and this one is ${from} to ${to}`,
        );
      if (stepMs !== undefined && !(Number.isFinite(stepMs) && stepMs > 0))
        throw new SimError('usage', `a step is a time of more than 0 ms, and this one is ${stepMs}`);
      return source.traffic(query);
    },
  };
}
