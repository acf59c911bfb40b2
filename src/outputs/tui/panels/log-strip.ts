import type { StoryEntry } from '../../../contract/views.js';
import { repeatedText } from '../../../words/repeated-text.js';
import { titledRule } from '../line/frame.js';
import { line, pad, styled, truncate } from '../line/line.js';
import { faint, type Line, type Style, textWidth } from '../line/span.js';
import { msOf, timeOfDay } from '../words/time-words.js';

interface LevelLook {
  readonly symbol: string;
  readonly style: Style;
}

const looks: ReadonlyMap<string, LevelLook> = new Map(
  Object.entries<LevelLook>({
    info: { symbol: '·', style: faint },
    good: { symbol: '●', style: { colour: 'green' } },
    warn: { symbol: '▲', style: { colour: 'yellow' } },
    bad: { symbol: '✗', style: { colour: 'red' } },
  }),
);

/** Of a level that this view does not know. */
const neutral: LevelLook = { symbol: '·', style: {} };

/** The last lines of the environment's story, each with its cause; the newest stands last. */
export function logStrip(
  log: readonly StoryEntry[],
  width: number,
  rows: number,
  offsetMinutes: number,
): readonly Line[] {
  if (rows < 2) return [];
  const entries = log.slice(-(rows - 1));
  const nameWidth = Math.min(18, Math.max(0, ...entries.map(({ service }) => textWidth(service ?? ''))));
  return [
    titledRule(styled('what happened', faint), width, faint),
    ...entries.map((entry) => truncate(entryLine(entry, nameWidth, offsetMinutes), width)),
  ];
}

function entryLine(entry: StoryEntry, nameWidth: number, offsetMinutes: number): Line {
  const { at, service, cause, level } = entry;
  const { symbol, style } = looks.get(level) ?? neutral;
  const text = repeatedText(repeatedOf(entry), (time) => timeOfDay(time, offsetMinutes));
  return line(
    styled(` ${timeOfDay(msOf(at), offsetMinutes)} `, faint),
    styled(`${symbol} `, style),
    nameWidth === 0 ? [] : line(pad(styled(service ?? '', { bold: true }), nameWidth), ' '),
    styled(text, level === 'bad' ? style : {}),
    cause === null ? [] : styled(` ← ${cause}`, faint),
  );
}

function repeatedOf({ text, repeats }: StoryEntry): Parameters<typeof repeatedText>[0] {
  return { text, repeats: repeats && { count: repeats.count, lastAt: msOf(repeats.lastAt) } };
}
