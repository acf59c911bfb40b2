import { z } from 'zod';

const statusShape = z.object({ droppedSpans: z.number().nonnegative(), hostPid: z.boolean() });

/** What the agent says of itself: spans it lost since it started, and whether it sees the sockets of other containers. */
export type AgentStatus = z.infer<typeof statusShape>;

/** Reads a `status` frame; `undefined` where it is none. */
export function readStatusFrame(payload: Uint8Array): AgentStatus | undefined {
  try {
    return statusShape.safeParse(JSON.parse(new TextDecoder().decode(payload))).data;
  } catch {
    return undefined;
  }
}

/** Counts lost spans over restarts of the agent, whose own count then starts at zero. */
export class DropCounter {
  #last = 0;

  /** How many more were lost since the last status. */
  add(total: number): number {
    const more = total >= this.#last ? total - this.#last : total;
    this.#last = total;
    return more;
  }
}
