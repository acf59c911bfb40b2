import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandContext } from './context.js';
import type { NamingWords } from './named-by-up.js';

/**
 * The remark for an `up` that names nothing in a folder without a Compose file, and so brings up the sample; `undefined` where the sample was
 * asked for.
 */
export function sampleRemark(
  { isCheckout, files }: CommandContext['here'],
  { names, files: typed, sample }: Pick<NamingWords, 'names' | 'files' | 'sample'>,
  cwd: string,
): string | undefined {
  if (isCheckout || files !== undefined || names.length > 0 || typed.length > 0 || sample) return undefined;
  const isGo = ['go.mod', 'go.work'].some((name) => existsSync(join(cwd, name)));
  const next = isGo
    ? 'bin/sim init writes one for the Go code that is here'
    : 'what is your own comes up in the folder of its Compose file, and bin/sim init writes one for Go code';
  return `there is no Compose file here, so this is the sample shop; ${next}`;
}
