/** The words of a list in a flag of Go's (`-ldflags`): between spaces, each of which may be quoted as a whole (cmd/internal/quoted). */
export function quotedWords(text: string): readonly string[] {
  return [...text.matchAll(/'([^']*)'(?=\s|$)|"([^"]*)"(?=\s|$)|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  );
}

/** The same words as one text. One that has both quotes and a space can't be written so, and does not come from such a text. */
export function joinedWords(words: readonly string[]): string {
  return words
    .map((word) => {
      if (word !== '' && !/[\s'"]/.test(word)) return word;
      return word.includes("'") ? `"${word}"` : `'${word}'`;
    })
    .join(' ');
}
