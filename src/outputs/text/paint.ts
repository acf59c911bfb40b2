import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colours for one stream; plain where it is no terminal, or `NO_COLOR` or `TERM=dumb` say so. */
export interface Paint {
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
  /** A state word in its colour; one that is not known here in none. */
  word(state: string): string;
}

const wordStyles: Readonly<Record<string, Style>> = {
  declared: 'dim',
  fetching: 'cyan',
  unavailable: 'red',
  waiting: 'yellow',
  building: 'cyan',
  starting: 'yellow',
  ready: 'green',
  degraded: 'yellow',
  done: 'green',
  unhealthy: 'red',
  paused: 'yellow',
  detached: 'red',
  failed: 'red',
  restarting: 'yellow',
  stopping: 'yellow',
  stopped: 'dim',
  unknown: 'magenta',
};

/** Paints for a stream. */
export function paintFor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Paint {
  const dumb = env.TERM === 'dumb' && env.FORCE_COLOR === undefined;
  // `styleText` itself asks the stream, NO_COLOR, NODE_DISABLE_COLORS and FORCE_COLOR.
  const paint = (style: Style, text: string) => (dumb ? text : styleText(style, text, { stream }));
  return {
    good: (text) => paint('green', text),
    warn: (text) => paint('yellow', text),
    bad: (text) => paint('red', text),
    dim: (text) => paint('dim', text),
    bold: (text) => paint('bold', text),
    word: (state) => {
      const style = wordStyles[state];
      return style === undefined ? state : paint(style, state);
    },
  };
}
