import { line, pad, styled, truncate } from '../line/line.js';
import { faint, type Line, textWidth } from '../line/span.js';
import { wrap } from '../line/wrap.js';
import type { Picture } from '../picture.js';
import { addressLine, entryUrl } from '../words/address.js';
import { stateWords } from '../words/replica-words.js';
import { stateLook } from '../words/state-look.js';
import { headerLine } from './header.js';
import { troubled } from './trouble.js';

/** The smallest screen that the whole view is drawn on. */
export const smallestScreen = { columns: 80, rows: 24 } as const;

/** What stands on a smaller screen: verdict and address in any, then the worst trouble, and the states as far as there are rows. */
export function tooSmall(picture: Picture, columns: number, rows: number): readonly Line[] {
  const header = headerLine(picture, columns);
  const told = header.map(({ text }) => text).join('');
  const url = entryUrl(picture);
  const host = url?.match(/:\d+/)?.[0];
  const address =
    url === undefined || host === undefined || told.includes(host)
      ? []
      : [line(' ', addressLine(url, columns - 1, { colour: 'cyan' }))];
  const last = styled(
    columns < 44
      ? ' q leaves'
      : ` More at ${smallestScreen.columns}x${smallestScreen.rows}; this is ${columns}x${rows}. q leaves.`,
    faint,
  );
  const lines = [header, ...address, ...troubleLines(picture, columns), ...stateLines(picture)];
  const shown = rows > 2 ? [...filled(lines, rows - 1), last] : filled(lines, rows);
  return shown.map((content) => truncate(content, columns));
}

function filled(lines: readonly Line[], rows: number): readonly Line[] {
  return Array.from({ length: rows }, (_, row) => lines[row] ?? []);
}

/** The first trouble, or what is waited for first, and why. */
function troubleLines(picture: Picture, columns: number): readonly Line[] {
  const [worst] = troubled(picture);
  const [waited] = picture.environment.waitingFor;
  const name = worst?.name ?? waited?.service;
  if (name === undefined || picture.environment.goal !== 'up') return [];
  const error = worst?.code?.errors[0]?.message.replace(/\s*\n\s*/g, ' ');
  const why = picture.environment.waitingFor.find(({ service }) => service === name)?.cause;
  const words = `${name}: ${error ?? worst?.cause ?? why ?? worst?.state ?? ''}`;
  const [first = '', ...rest] = wrap(words, columns - 1);
  return [first, ...(rest.length === 0 ? [] : [rest.join(' ')])].map((text) =>
    styled(` ${text}`, worst === undefined ? { colour: 'yellow' } : { colour: 'red', bold: true }),
  );
}

/** What is not ready stands first. */
function stateLines({ topology, services }: Picture): readonly Line[] {
  const width = Math.max(0, ...topology.nodes.map(({ name }) => textWidth(name)));
  const isReady = (name: string) => Number(services.get(name)?.ready === true);
  const nodes = [...topology.nodes].sort((a, b) => isReady(a.name) - isReady(b.name));
  return nodes.flatMap(({ name }) => {
    const service = services.get(name);
    if (service === undefined) return [];
    const { symbol, style } = stateLook(service.state);
    return [
      line(
        ' ',
        styled(symbol, style),
        ' ',
        pad(styled(name, {}), width),
        styled(` ${stateWords(service)}`, style),
      ),
    ];
  });
}
