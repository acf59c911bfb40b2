import type { BuildError } from './builds.js';

/** Where a build went wrong, as compilers write it, and how, in as many lines as it takes. */
export function errorLines({ file, line, column, message }: BuildError): readonly string[] {
  // A stack tells no column, and some tools no line.
  const place = [file, line, line === undefined ? undefined : column].filter((part) => part !== undefined);
  return (file === undefined ? message : `${place.join(':')}: ${message}`).split('\n');
}

/** So much of an error stands in one line: a linker tells its whole command. */
const widest = 500;

/** The same in one line; what a C compiler shows of the source is left out, and stands behind blanks. */
export function errorWords(error: BuildError): string {
  const words = errorLines(error)
    .filter((line) => !line.startsWith(' '))
    .join(' ');
  return words.length > widest ? `${words.slice(0, widest - 1)}…` : words;
}

/** The first of some errors, and how many others there are. */
export function firstErrorWords([first, ...others]: readonly BuildError[]): string {
  if (first === undefined) return 'no message';
  return `${errorWords(first)}${others.length === 0 ? '' : ` (and ${others.length} more)`}`;
}
