import { logFields } from './log-fields.js';

/** What a log line is about, as far as it says so. */
interface Said {
  readonly text: string;
  /** It tells of trouble by itself. */
  readonly troubled: boolean;
}

const fewest = 5;
const troubleWords =
  /\b(error|fatal|panic|exception|fail(ed|ure)?|cannot|can't|refused|denied|warn(ing)?)\b/i;
const quietLevels = /^(trace|debug|info|notice)$/i;
const troubleLevels = /^(warn(ing)?|err(or)?|fatal|critical|alert|emergency|panic|dpanic)$/i;
/** Where programs put why something failed, in the order in which they are looked at. */
const reasons = ['error', 'err', 'exception', 'cause', 'reason'];

/**
 * Of the last lines of a service those that are about its trouble, for people: structured ones as level, message and reason.
 * The very last where none says that it is.
 */
export function tellingLines(lines: readonly string[]): readonly string[] {
  // What the runner reports is told in words of its own.
  const said = lines.filter((line) => !line.startsWith('{"sim":"runner"')).map(read);
  const troubled = said.filter((line) => line.troubled);
  return (troubled.length > 0 ? troubled : said.slice(-fewest)).map(({ text }) => text);
}

function read(line: string): Said {
  const fields = logFields(line);
  if (fields === undefined) return { text: line, troubled: troubleWords.test(line) };
  const level = textOf(fields, ['level', 'severity', 'log.level']);
  const message = textOf(fields, ['msg', 'message']);
  const reason = textOf(fields, reasons);
  if (message === undefined && reason === undefined) return { text: line, troubled: troubleWords.test(line) };
  const quiet = level !== undefined && quietLevels.test(level);
  return {
    text: [level?.toUpperCase(), [message, reason].filter((part) => part !== undefined).join(': ')]
      .filter((part) => part !== undefined)
      .join(' '),
    troubled: !quiet && ((level !== undefined && troubleLevels.test(level)) || reason !== undefined),
  };
}

function textOf(fields: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  return names.map((name) => fields[name]).find((value) => typeof value === 'string' && value !== '') as
    | string
    | undefined;
}
