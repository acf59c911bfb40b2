/** What one step says, from its beginning to its end. */
export interface Voice {
  line(text: string): void;
  /** Its last line. */
  end(text: string): void;
}

/** A step that runs. */
interface Speaker {
  readonly name: string;
  /** Said and not printed yet. */
  readonly kept: string[];
  /** Something of it stands above already. */
  told: boolean;
}

/**
 * What steps say that run side by side, printed so that a person can follow: the step that began first is printed as it speaks,
 * every other one in one piece when it ends, or as it speaks once it is the first of those that still run.
 */
export class Transcript {
  readonly #print: (line: string) => void;
  readonly #running: Speaker[] = [];
  /** Whose heading the next line would stand under; `undefined`: nobody's. */
  #heard: Speaker | undefined;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  begin(name: string): Voice {
    const speaker: Speaker = { name, kept: [], told: false };
    this.#running.push(speaker);
    if (this.#running[0] === speaker) this.#tell(speaker);
    return {
      line: (text) => {
        speaker.kept.push(text);
        if (this.#running[0] === speaker) this.#tell(speaker);
      },
      end: (text) => {
        speaker.kept.push(text);
        this.#tell(speaker);
        this.#running.splice(this.#running.indexOf(speaker), 1);
        this.#heard = undefined;
        const [next] = this.#running;
        if (next !== undefined && next.kept.length > 0) this.#tell(next);
      },
    };
  }

  #tell(speaker: Speaker): void {
    if (this.#heard !== speaker) this.#print(`\n== ${speaker.name}${speaker.told ? ', on' : ''}`);
    this.#heard = speaker;
    speaker.told = true;
    for (const line of speaker.kept.splice(0)) this.#print(line);
  }
}
