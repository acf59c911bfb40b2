/** One instruction of a Dockerfile, with its continued lines joined. */
export interface Instruction {
  /** In capitals. */
  readonly word: string;
  readonly rest: string;
  /** The lines of its here-documents, without their ends; empty where it has none. */
  readonly body: string;
  /** Where it begins, from 1. */
  readonly line: number;
}

/** The instructions of a Dockerfile in their order, without comments. */
export function instructions(text: string): readonly Instruction[] {
  const found: Instruction[] = [];
  const lines = text.split('\n');
  const continues = continuation(lines);
  for (let at = 0; at < lines.length; at += 1) {
    const first = at;
    let whole = '';
    for (; at < lines.length; at += 1) {
      const line = lines[at] ?? '';
      if (/^\s*#/.test(line)) continue;
      const continued = continues.exec(line);
      whole += continued === null ? line : `${line.slice(0, continued.index)} `;
      if (continued === null) break;
    }
    const [, word, rest = ''] = /^\s*([A-Za-z]+)\s+(.*?)\s*$/.exec(whole) ?? [];
    if (word === undefined) continue;
    // A comment may stand before it.
    const line = first + lines.slice(first, at + 1).findIndex((one) => !/^\s*#/.test(one)) + 1;
    let body = '';
    if (/^(?:RUN|COPY|ADD)$/i.test(word)) {
      const end = endOfHereDocuments(lines, at, rest);
      body = lines.slice(at + 1, end).join('\n');
      at = end;
    }
    found.push({ word: word.toUpperCase(), rest, body, line });
  }
  return found;
}

/** What ends a line that goes on in the next; a directive of the first lines may name another character than the backslash. */
function continuation(lines: readonly string[]): RegExp {
  const directives = lines.slice(
    0,
    lines.findIndex((line) => !/^#\s*\w+\s*=/.test(line)),
  );
  return directives.some((line) => /^#\s*escape\s*=\s*`\s*$/i.test(line)) ? /`[ \t]*\r?$/ : /\\[ \t]*\r?$/;
}

/** The index of the line that ends the last here-document which an instruction begins; `at` where it begins none. */
function endOfHereDocuments(lines: readonly string[], at: number, rest: string): number {
  let end = at;
  for (const [, tabs, , name] of rest.matchAll(/(?<!<)<<(-?)(["']?)([A-Za-z_]\w*)\2/g)) {
    const closing = lines.findIndex(
      (line, index) =>
        index > end && (tabs === '' ? line : line.replace(/^\t+/, '')).replace(/\r$/, '') === name,
    );
    if (closing === -1) return end;
    end = closing;
  }
  return end;
}
