import { z } from 'zod';

/** What a controller says of itself. */
export const controllerSchema = z.object({
  pid: z.int(),
  version: z.string().describe("Sim's own"),
  startedAt: z.number().describe('Milliseconds since the epoch'),
  protocol: z.string().describe('The major version of the contract; who speaks another one refuses'),
});
