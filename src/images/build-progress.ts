import { stripVTControlCharacters } from 'node:util';

/** The line worth showing out of one line of buildx's plain progress: `#6 1.203 Unpacking redis` is `Unpacking redis`. */
export function progressLine(line: string): string | undefined {
  const text = stripVTControlCharacters(line).trim();
  const output = /^#\d+ \d+\.\d+ (.+)$/.exec(text)?.[1];
  if (output !== undefined) return output;
  const step = /^#\d+ (\[[^\]]+\] .+)$/.exec(text)?.[1];
  // Its own housekeeping is over before anybody could read of it.
  if (step !== undefined && /^\[(?:\S+ )?internal\]/.test(step)) return undefined;
  if (step !== undefined) return step.replace(/RUN (?:--mount=\S+ )+/, 'RUN ').slice(0, 120);
  return /^#\d+ (exporting .+|naming .+)$/.test(text) ? 'writing the image' : undefined;
}

/** What the failing command said last, and how buildx puts it: out of all that buildx wrote. */
export function failureLines(text: string): string {
  const lines = stripVTControlCharacters(text).split('\n');
  const said = lines.flatMap((line) => /^#\d+ \d+\.\d+ (.+)$/.exec(line)?.[1] ?? []);
  const verdict = lines
    .findLast((line) => line.startsWith('ERROR: '))
    ?.replace(/"\/bin\/sh -c .*" did/s, 'did');
  return [...said.slice(-10), ...(verdict === undefined ? [] : [verdict.slice(0, 300)])].join('\n');
}
