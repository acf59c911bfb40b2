import { bundled } from '../bundled.ts';
import { openSession } from '../session.ts';

type Campaign = typeof import('./campaign.ts');

/** What was typed. */
export interface FuzzGoWords {
  readonly edits: number;
  readonly seed: number;
  readonly worldEdits: number;
  readonly shrinkRuns: number;
  readonly groups: readonly string[] | undefined;
  readonly slow: boolean;
  readonly bytes: boolean;
  readonly json: boolean;
}

/** `npm run fuzz -- go`: answers the exit code. */
export async function fuzzGo({ groups: names, json, ...words }: FuzzGoWords): Promise<number> {
  const { isGroup, runCampaign } = await bundled<Campaign>(
    new URL('./campaign.ts', import.meta.url),
    'fuzz-go',
  );
  const groups = names?.map((name) => {
    if (isGroup(name)) return name;
    throw new Error(`say what: '${name}' is no kind of edits`);
  });
  const { signal, say, print } = openSession(json);
  const found = await runCampaign({ ...words, groups, signal, onProgress: say }, print);
  if (json) console.log(JSON.stringify({ schema: 1, ...words, ...found }, null, 2));
  if (signal.aborted) return 130;
  return found.differing.length > 0 ? 1 : 0;
}
