import { z } from 'zod';

const graph = z.array(z.object({ Mode: z.string(), CmdReal: z.number().optional() }));

/** How long the linker ran, in milliseconds, from what `-debug-actiongraph` wrote; `undefined` where it tells nothing. */
export function linkMs(text: string): number | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { data } = graph.safeParse(value);
  // A binary that came out of the cache was not linked.
  const link = data?.find((action) => action.Mode === 'link');
  return link === undefined ? undefined : Math.round((link.CmdReal ?? 0) / 1e6);
}
