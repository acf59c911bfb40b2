import { logFields } from '../../words/log-fields.js';
import { isRunnerReport } from './runner-line.js';

/** What a log line is about, as far as it says so. */
interface Said {
  readonly text: string;
  /** The text without its level. */
  readonly words: string;
  /** It tells of trouble by itself. */
  readonly troubled: boolean;
}

const fewest = 5;
const most = 8;
const troubleWords =
  /\b(error|fatal|panic|exception|fail(ed|ure)?|cannot|can't|refused|denied|warn(ing)?)\b/i;
const quietLevels = /^(trace|debug|info|notice)$/i;
const troubleLevels = /^(warn(ing)?|err(or)?|fatal|critical|alert|emergency|panic|dpanic)$/i;
/** Where programs put why something failed, in the order in which they are looked at. */
const reasons = ['error', 'err', 'exception', 'cause', 'reason'];

/** What a stack of calls leaves behind, in Go, Java, Node and Python: where, and not what. */
const frames =
  /^\s|^goroutine \d|^created by |^\[signal |^[\w./*()[\]-]+\(.*\)$|^exit status \d|^Node\.js v|^Traceback |^\^*$/;

/**
 * Of the last lines of a service those that are about its trouble, for people: structured ones as level, message and reason.
 * The very last where none says that it is.
 */
export function tellingLines(lines: readonly string[]): readonly string[] {
  const { troubled, others } = sorted(lines);
  return troubled.length > 0 ? troubled.slice(-most) : others.slice(-fewest);
}

/** Of the last lines of a service the newest, for people: warnings and worse first, then the others as far as there is room. */
export function newestLines(lines: readonly string[]): readonly string[] {
  const { troubled, others } = sorted(lines);
  const room = Math.max(0, fewest - troubled.length);
  return [...troubled.slice(-most), ...(room === 0 ? [] : others.slice(-room))];
}

function sorted(lines: readonly string[]) {
  // What the runner reports is told in words of its own.
  const said = lines.filter((line) => !isRunnerReport(line)).map(read);
  return {
    troubled: counted(said.filter(({ troubled }) => troubled)),
    others: counted(said.filter(({ troubled }) => !troubled)),
  };
}

/** What is said over and over is said once. */
function counted(said: readonly Said[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { text } of said) {
    const count = (counts.get(text) ?? 0) + 1;
    // Its place is that of the last.
    counts.delete(text);
    counts.set(text, count);
  }
  return [...counts].map(([text, count]) => (count === 1 ? text : `${text} ×${count}`));
}

/** The very last lines of a service, in the order in which it wrote them, without the calls of a stack below its message. */
export function lastSaid(lines: readonly string[], count: number): readonly string[] {
  const own = lines.filter((line) => !isRunnerReport(line));
  const telling = own.filter((line) => !frames.test(line));
  const told = (telling.length > 0 ? telling : own).map((line) => read(line).text.trim());
  // Of lines that are alike the last counts.
  return [...new Set(told.toReversed())].slice(0, count).toReversed();
}

/** What a line complains of, without its level; `undefined` where it does not. */
export function complaintOf(line: string): string | undefined {
  const { troubled, words } = read(line);
  return troubled ? words : undefined;
}

function read(line: string): Said {
  const fields = logFields(line);
  const level = fields && textOf(fields, ['level', 'severity', 'log.level']);
  const message = fields && textOf(fields, ['msg', 'message']);
  const reason = fields && textOf(fields, reasons);
  const told = [message, reason].filter((part) => part !== undefined).join(': ');
  if (told === '') return { text: line, words: line, troubled: troubleWords.test(line) };
  const quiet = level !== undefined && quietLevels.test(level);
  return {
    text: level === undefined ? told : `${level.toUpperCase()} ${told}`,
    words: told,
    troubled: !quiet && ((level !== undefined && troubleLevels.test(level)) || reason !== undefined),
  };
}

function textOf(fields: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  return names.map((name) => fields[name]).find((value) => typeof value === 'string' && value !== '') as
    | string
    | undefined;
}
