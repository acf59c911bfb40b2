import { z } from 'zod';
import { errorCodes } from '../../errors.js';
import { word } from './fields.js';

/** A failure: what, and what to do about it. */
export const errorSchema = z.object({
  code: word(errorCodes),
  message: z.string(),
  hint: z.string().optional().describe('What to do next'),
  detail: z.string().optional().describe("A tool's own last words"),
});
