/** What every run needs: an end that can be asked for, and places for words. */
export interface FuzzSession {
  /** Aborts with the first Ctrl-C, so that what is there is taken away; a second one ends at once. */
  readonly signal: AbortSignal;
  /** On the way, for people alone. */
  readonly say: (line: string) => void;
  /** Of what was found; beside JSON it is for people alone, too. */
  readonly print: (line: string) => void;
}

export function openSession(json: boolean): FuzzSession {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  process.once('SIGTERM', () => interrupted.abort());
  const say = (line: string) => process.stderr.write(`${line}\n`);
  return { signal: interrupted.signal, say, print: (line) => (json ? say(line) : console.log(line)) };
}
