import type { Colour, Style } from '../line/span.js';

/** How a state word looks: symbol and colour always together, so that neither stands alone. */
export interface StateLook {
  readonly symbol: string;
  readonly style: Style;
}

const look = (symbol: string, colour: Colour, more: Style = {}): StateLook => ({
  symbol,
  style: { colour, ...more },
});
const quiet = (symbol: string): StateLook => ({ symbol, style: { dim: true } });

const looks: ReadonlyMap<string, StateLook> = new Map(
  Object.entries({
    declared: quiet('·'),
    fetching: look('↓', 'cyan'),
    unavailable: look('⊘', 'red'),
    waiting: look('◌', 'yellow'),
    building: look('◐', 'cyan'),
    starting: look('◔', 'yellow'),
    ready: look('●', 'green'),
    degraded: look('◕', 'yellow', { bold: true }),
    done: look('✓', 'green'),
    unhealthy: look('▲', 'red', { bold: true }),
    paused: look('‖', 'yellow'),
    detached: look('⊝', 'red', { bold: true }),
    failed: look('✗', 'red', { bold: true }),
    restarting: look('↻', 'yellow'),
    stopping: look('▽', 'yellow'),
    stopped: quiet('○'),
    unknown: look('?', 'magenta'),
  }),
);

/** A word that a newer controller says and this view does not know: shown as it is, neither good nor bad. */
const neutral: StateLook = { symbol: '◇', style: {} };

/** Symbol and colour of a state word. */
export function stateLook(word: string): StateLook {
  return looks.get(word) ?? neutral;
}
