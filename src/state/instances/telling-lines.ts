import { logFields } from '../../words/log-fields.js';
import { isRunnerReport } from './runner-line.js';

/** A log line as people read it. */
interface Said {
  readonly text: string;
  /** The text without its level. */
  readonly words: string;
  /** Whether the line itself tells of trouble, by its level or its words. */
  readonly troubled: boolean;
}

const fewest = 5;
const most = 8;
const troubleWords =
  /\b(error|fatal|panic|exception|fail(ed|ure)?|cannot|can't|refused|denied|warn(ing)?)\b/i;
const quietLevels = /^(trace|debug|info|notice)$/i;
const troubleLevels = /^(warn(ing)?|err(or)?|fatal|critical|alert|emergency|panic|dpanic)$/i;
/** The fields of structured log lines in which programs say why something failed, in the order in which they are looked at. */
const reasons = ['error', 'err', 'exception', 'cause', 'reason'];

/** Lines of a stack trace in Go, Java, Node and Python: they say where something failed, and not what. */
const frames =
  /^\s|^goroutine \d|^created by |^\[signal |^[\w./*()[\]-]+\(.*\)$|^exit status \d|^Node\.js v|^Traceback |^\^*$/;

/**
 * Those of a service's last log lines that are about its trouble, for people; structured lines as level, message and reason. Where no line
 * tells of trouble, the very last ones.
 */
export function tellingLines(lines: readonly string[]): readonly string[] {
  const { troubled, others } = sorted(lines);
  return troubled.length > 0 ? troubled.slice(-most) : others.slice(-fewest);
}

/** The newest of a service's last log lines, for people: warnings and worse first, then others as far as there is room. */
export function newestLines(lines: readonly string[]): readonly string[] {
  const { troubled, others } = sorted(lines);
  const room = Math.max(0, fewest - troubled.length);
  return [...troubled.slice(-most), ...(room === 0 ? [] : others.slice(-room))];
}

function sorted(lines: readonly string[]) {
  // The runner's reports are told in words of their own.
  const said = lines.filter((line) => !isRunnerReport(line)).map(read);
  return {
    troubled: counted(said.filter(({ troubled }) => troubled)),
    others: counted(said.filter(({ troubled }) => !troubled)),
  };
}

/** The lines, each repeated one once, with its count. */
function counted(said: readonly Said[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { text } of said) {
    const count = (counts.get(text) ?? 0) + 1;
    // A repeated line stands where it came last.
    counts.delete(text);
    counts.set(text, count);
  }
  return [...counts].map(([text, count]) => (count === 1 ? text : `${text} ×${count}`));
}

/** The very last log lines of a service, in the order in which it wrote them, without the frames of a stack trace. */
export function lastSaid(lines: readonly string[], count: number): readonly string[] {
  const own = lines.filter((line) => !isRunnerReport(line));
  const telling = own.filter((line) => !frames.test(line));
  const told = (telling.length > 0 ? telling : own).map((line) => read(line).text.trim());
  // Of equal lines the last one stays.
  return [...new Set(told.toReversed())].slice(0, count).toReversed();
}

/** What a log line complains of, without its level; `undefined` where it tells of no trouble. */
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
