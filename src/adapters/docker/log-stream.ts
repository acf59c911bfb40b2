import type { Readable } from 'node:stream';
import type { EngineLogLine } from './container-engine.js';
import { plainText } from './plain-text.js';

const headerBytes = 8;
const longestLine = 16_384;

/**
 * Lines of the engine's multiplexed log stream: frames of one byte stream type, three zero bytes, four bytes big-endian
 * length, then text that starts with an RFC 3339 time (asked for by `timestamps`).
 */
export async function* readLogLines(stream: Readable): AsyncGenerator<EngineLogLine> {
  let pending: Buffer = Buffer.alloc(0);
  const partial: Record<EngineLogLine['stream'], string> = { stdout: '', stderr: '' };
  // A character may be cut between two frames.
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  for await (const chunk of stream) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (pending.length >= headerBytes) {
      const end = headerBytes + pending.readUInt32BE(4);
      if (pending.length < end) break;
      const name = pending[0] === 2 ? 'stderr' : 'stdout';
      const text = decoders[name].decode(pending.subarray(headerBytes, end), { stream: true });
      pending = pending.subarray(end);
      const lines = (partial[name] + text).split('\n');
      partial[name] = (lines.pop() ?? '').slice(-longestLine);
      for (const line of lines) yield parse(line, name);
    }
  }
  for (const name of ['stdout', 'stderr'] as const) {
    if (partial[name] !== '') yield parse(partial[name], name);
  }
}

function parse(line: string, stream: EngineLogLine['stream']): EngineLogLine {
  const space = line.indexOf(' ');
  const at = Date.parse(line.slice(0, space));
  const text = Number.isNaN(at) ? line : line.slice(space + 1);
  return { at: Number.isNaN(at) ? 0 : at, stream, text: plainText(text.slice(0, longestLine)) };
}
