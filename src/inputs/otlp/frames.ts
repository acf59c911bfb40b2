/** What a frame of the agent carries; the numbers are those of the protocol in `src/README.md`. */
export const frameTypes = { traces: 1, status: 2, sockets: 3 } as const;

/** The agent passes on request bodies of at most this size; a longer frame means that the other side is no agent. */
export const maxFrameBytes = 32 * 1024 * 1024;

const headerBytes = 5;

/** One message of the agent. The payload has its own memory, so that it can be handed to another thread. */
export interface Frame {
  readonly type: number;
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** Cuts a byte stream into frames, however it is chopped. */
export class FrameParser {
  readonly #header = new Uint8Array(headerBytes);
  #headerFilled = 0;
  #payload: Uint8Array<ArrayBuffer> | undefined;
  #payloadFilled = 0;

  /** The frames that `chunk` completes. Throws a `RangeError` for a frame of impossible length. */
  *push(chunk: Uint8Array): Generator<Frame> {
    let offset = 0;
    while (offset < chunk.length || this.#isComplete()) {
      if (this.#payload === undefined) offset += this.#fillHeader(chunk, offset);
      else {
        const part = chunk.subarray(offset, offset + this.#payload.length - this.#payloadFilled);
        this.#payload.set(part, this.#payloadFilled);
        this.#payloadFilled += part.length;
        offset += part.length;
      }
      if (this.#payload !== undefined && this.#isComplete()) {
        const frame = { type: this.#header[0] ?? 0, payload: this.#payload };
        this.#payload = undefined;
        this.#headerFilled = 0;
        yield frame;
      }
    }
  }

  #isComplete(): boolean {
    return this.#payload !== undefined && this.#payloadFilled === this.#payload.length;
  }

  #fillHeader(chunk: Uint8Array, offset: number): number {
    const part = chunk.subarray(offset, offset + headerBytes - this.#headerFilled);
    this.#header.set(part, this.#headerFilled);
    this.#headerFilled += part.length;
    if (this.#headerFilled === headerBytes) {
      const length = new DataView(this.#header.buffer).getUint32(1);
      if (length > maxFrameBytes) throw new RangeError(`a frame of ${length} bytes`);
      this.#payload = new Uint8Array(length);
      this.#payloadFilled = 0;
    }
    return part.length;
  }
}
