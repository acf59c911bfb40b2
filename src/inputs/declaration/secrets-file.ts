import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from '../../adapters/private-files.js';
import { projectOf } from '../../environment/environment.js';
import { ownSecrets, type SecretName, type Secrets, secretNames } from '../../environment/secrets.js';
import { SimError } from '../../errors.js';
import type { Runtime } from '../../runtime/runtime.js';

/** The passwords that an environment's stacks may use. */
export interface OfferedSecrets {
  readonly secrets: Secrets;
  /** Passwords that get no value of this environment's own, because the data that they open are older than its passwords. */
  readonly older: readonly SecretName[];
}

const schema = z.record(z.string(), z.string().min(1));

/** `.sim/<name>/secrets.json`: the passwords that are in use. */
export function secretsFile(stateDir: string): string {
  return join(stateDir, 'secrets.json');
}

/** The passwords in use, and new ones for what has none yet. Writes nothing. */
export async function offeredSecrets({
  name,
  stateDir,
  runtime,
}: {
  readonly name: string;
  readonly stateDir: string;
  readonly runtime: Pick<Runtime, 'hasVolume'>;
}): Promise<OfferedSecrets> {
  const known = await readSecrets(stateDir);
  const missing = secretNames().filter((each) => known[each] === undefined);
  const older: SecretName[] = [];
  const made: Partial<Record<SecretName, string>> = {};
  for (const each of missing) {
    const { data } = ownSecrets[each];
    if (data !== undefined && (await runtime.hasVolume(`${projectOf(name)}_${data}`))) older.push(each);
    else made[each] = randomBytes(16).toString('hex');
  }
  return { secrets: { ...made, ...known }, older };
}

/** Adds the passwords that were used to the file. */
export async function keepSecrets(stateDir: string, taken: Secrets): Promise<void> {
  if (Object.keys(taken).length === 0) return;
  const all = { ...(await readSecrets(stateDir)), ...taken };
  await writePrivateFile(secretsFile(stateDir), `${JSON.stringify(all, undefined, 2)}\n`);
}

async function readSecrets(stateDir: string): Promise<Secrets> {
  const file = secretsFile(stateDir);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '{}';
    throw error;
  });
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    // With a new password the data that exist could not be opened.
    throw new SimError('failed', `${file} can't be understood, so the passwords of the data are not known`, {
      hint: 'repair the file; without the data, remove it',
      cause: error,
    });
  }
}
