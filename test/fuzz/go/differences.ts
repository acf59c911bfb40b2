import type { Says } from './machine.ts';
import type { PlainAnswer } from './plain-go.ts';

/** What Sim says and a plain `go build` doesn't. */
export interface Difference {
  readonly kind: 'wrong code' | 'called live' | 'stale' | 'words' | 'restless' | 'other bytes' | 'bug';
  readonly go: string;
  readonly sim: string;
}

/** The first thing that differs, the worst kind first; `undefined` where nothing does. */
export function differenceOf(plain: PlainAnswer, says: Says, root: string): Difference | undefined {
  const sim = simWords(says);
  if (!plain.built) {
    const go = `refused: ${plain.words}`;
    if (!says.refused) return { kind: 'called live', go, sim };
    const lacking = lackingLines(plain.words, says.words, root);
    if (lacking.length === 0 || lackingLines(plain.fromRoot, says.words, root).length === 0) return undefined;
    return { kind: 'words', go: lacking.join('\n'), sim };
  }
  const go = `${plain.exitCode === 0 ? '' : `ended with ${plain.exitCode}: `}${plain.answer}`;
  // A program that fails at its start takes over from nobody.
  if (plain.exitCode !== 0) return says.refused ? undefined : { kind: 'called live', go, sim };
  if (says.state !== 'live') return { kind: 'stale', go, sim };
  return says.answer === plain.answer ? undefined : { kind: 'wrong code', go, sim };
}

function simWords({ state, answer, words, builds }: Says): string {
  const said = words === '' ? '' : `: ${words}`;
  return [`${state}${said}`, ...builds, answer ?? 'nothing answers'].join('\n');
}

/** What Go says and Sim leaves out, wherever each begins its paths. */
function lackingLines(go: string, sim: string, root: string): readonly string[] {
  const said = plain(sim, root);
  return go
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('# ') && !line.endsWith('too many errors'))
    .map((line) => plain(line.replace(/^go: |^\S+?:\d+(:\d+)?: /, ''), root))
    .filter((line) => !said.includes(line));
}

function plain(text: string, root: string): string {
  return text.replaceAll(`${root}/`, '').replace(/\s+/g, ' ').trim();
}
