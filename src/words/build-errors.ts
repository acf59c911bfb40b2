/** What went wrong, and where; a place that is not known is none. */
export interface PlacedError {
  readonly file?: string | null | undefined;
  readonly line?: number | null | undefined;
  readonly column?: number | null | undefined;
  readonly message: string;
}

/** Where a build went wrong, as compilers write it, and how, in as many lines as it takes. */
export function errorLines({ file, line, column, message }: PlacedError): readonly string[] {
  // A stack tells no column, and some tools no line.
  const place = [file, line, line == null ? undefined : column].filter((part) => part != null);
  return (file == null ? message : `${place.join(':')}: ${message}`).split('\n');
}

/** One line has room for more lines of an error up to here, and for its first up to there: a linker tells its whole command. */
const room = { all: 200, first: 500 };

/** The same in one line, as far as there is room. What a C compiler shows of the source stands behind blanks, and is left out. */
export function errorWords(error: PlacedError): string {
  const [first = '', ...more] = errorLines(error).filter((line) => !line.startsWith(' '));
  let words = first.length > room.first ? `${first.slice(0, room.first)}…` : first;
  for (const line of more) {
    if (words.length + line.length > room.all) return words.endsWith('…') ? words : `${words} …`;
    words += `; ${line}`;
  }
  return words;
}

/** The first of some errors, and how many others there are. */
export function firstErrorWords([first, ...others]: readonly PlacedError[]): string {
  if (first === undefined) return 'no message';
  return `${errorWords(first)}${others.length === 0 ? '' : ` (and ${others.length} more)`}`;
}
