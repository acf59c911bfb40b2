import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.object({ leave: z.enum(['leave', 'stop']) });
/** What `q` does: leave the environment running, or stop it. */
export type LeaveAnswer = z.infer<typeof schema>['leave'];

const fileOf = (stateDir: string) => join(stateDir, 'view.json');

/** What was answered to 'leave running or stop' in this environment; `undefined` where nobody was asked yet. */
export async function rememberedAnswer(stateDir: string): Promise<LeaveAnswer | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(fileOf(stateDir), 'utf8'))).leave;
  } catch {
    // Where the answer can't be read the question is asked again.
    return undefined;
  }
}

/** Keeps the answer for the next view. */
export async function rememberAnswer(stateDir: string, leave: LeaveAnswer): Promise<void> {
  await writeFile(fileOf(stateDir), `${JSON.stringify({ leave })}\n`, { mode: 0o600 });
}
