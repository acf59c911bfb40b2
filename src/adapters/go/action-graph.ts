import { z } from 'zod';

const action = z.object({
  Mode: z.string(),
  Package: z.string().optional(),
  Deps: z.array(z.int()).optional(),
  Cmd: z.array(z.string()).nullish(),
  CmdReal: z.number().optional(),
});

/** What `go build` did, or found done in its cache, for one package or for the binary. */
export type Action = z.infer<typeof action>;

/** Reads what `-debug-actiongraph` wrote; nothing where this version of Go writes something else. */
export function parseActions(text: string): readonly Action[] {
  try {
    return z.array(action).safeParse(JSON.parse(text)).data ?? [];
  } catch {
    return [];
  }
}

/** How long the linker ran, in milliseconds; `undefined` where the actions don't tell. */
export function linkMs(actions: readonly Action[]): number | undefined {
  // A binary that came out of the cache was not linked.
  const link = actions.find(({ Mode }) => Mode === 'link');
  return link === undefined ? undefined : Math.round((link.CmdReal ?? 0) / 1e6);
}
