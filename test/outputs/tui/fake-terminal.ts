import { PassThrough, Writable } from 'node:stream';
import { Terminal } from '@xterm/headless';

/** The stream that a program takes for its terminal; what is written to it is drawn by a real terminal emulator. */
class ScreenStream extends Writable {
  readonly isTTY = true;

  constructor(
    readonly terminal: Terminal,
    private readonly drawn: () => void,
  ) {
    super({ decodeStrings: false });
  }

  get columns(): number {
    return this.terminal.cols;
  }

  get rows(): number {
    return this.terminal.rows;
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.terminal.write(chunk, () => {
      this.drawn();
      done();
    });
  }
}

class KeyStream extends PassThrough {
  readonly isTTY = true;
  isRaw = false;

  setRawMode(raw: boolean): this {
    this.isRaw = raw;
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

/** A terminal for tests: shows what a user would see, takes keys, changes its size. */
export class FakeTerminal {
  readonly terminal: Terminal;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  private readonly keys = new KeyStream();
  private readonly screenStream: ScreenStream;
  private readonly waiting = new Set<() => void>();

  constructor(columns: number, rows: number) {
    this.terminal = new Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
    this.screenStream = new ScreenStream(this.terminal, () => {
      for (const check of [...this.waiting]) check();
    });
    // Ink and the view use only what these two have of a terminal's streams.
    this.stdout = this.screenStream as unknown as NodeJS.WriteStream;
    this.stdin = this.keys as unknown as NodeJS.ReadStream;
  }

  get rawMode(): boolean {
    return this.keys.isRaw;
  }

  get alternateScreen(): boolean {
    return this.terminal.buffer.active.type === 'alternate';
  }

  type(text: string): void {
    this.keys.write(text);
  }

  resize(columns: number, rows: number): void {
    this.terminal.resize(columns, rows);
    this.screenStream.emit('resize');
  }

  /** The lines on the screen, blanks at the end cut off. */
  get lines(): readonly string[] {
    const { active } = this.terminal.buffer;
    return Array.from(
      { length: this.terminal.rows },
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
    );
  }

  /** Resolves as soon as the screen fulfils something; never by time. */
  async shows(condition: (screen: string) => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (!condition(this.lines.join('\n'))) return;
        this.waiting.delete(check);
        resolve();
      };
      this.waiting.add(check);
      check();
    });
  }
}
