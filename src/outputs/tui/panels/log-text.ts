import { line, styled } from '../line/line.js';
import { faint, type Line, type Style } from '../line/span.js';

// What loggers call them: slog, zap, logrus, zerolog.
const messageKeys = ['msg', 'message'];
const levelKeys = ['level', 'lvl', 'severity'];
const timeKeys = ['time', 'ts', 'timestamp'];

/** A log line to read: of one written in JSON the message first, then its fields; the time stands before each line anyway. */
export function logText(text: string): Line {
  const fields = fieldsOf(text);
  const messageKey = messageKeys.find((key) => typeof fields?.[key] === 'string');
  if (fields === undefined || messageKey === undefined) return styled(text, {});
  const levelKey = levelKeys.find((key) => typeof fields[key] === 'string');
  const level = levelKey === undefined ? '' : String(fields[levelKey]).toUpperCase();
  const rest = Object.entries(fields).filter(([key]) => ![messageKey, levelKey, ...timeKeys].includes(key));
  const words = rest.map(
    ([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return line(
    level === '' || level === 'INFO' ? [] : styled(`${level} `, levelStyle(level)),
    styled(String(fields[messageKey]), level.startsWith('ERR') ? { bold: true } : {}),
    styled(words.join(''), faint),
  );
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}

function levelStyle(level: string): Style {
  if (/^(ERR|FATAL|PANIC|CRIT)/.test(level)) return { colour: 'red', bold: true };
  return level.startsWith('WARN') ? { colour: 'yellow' } : faint;
}
