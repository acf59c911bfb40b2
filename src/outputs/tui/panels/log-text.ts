import { logFields } from '../../../words/log-fields.js';
import { line, styled } from '../line/line.js';
import { faint, type Line, type Style } from '../line/span.js';

// What loggers call them: slog, zap, logrus, zerolog.
const messageKeys = ['msg', 'message'];
const levelKeys = ['level', 'lvl', 'severity'];
const timeKeys = ['time', 'ts', 'timestamp'];

/** A log line to read: of one written in JSON the message first, then its fields; the time stands before each line anyway. */
export function logText(text: string): Line {
  const fields = logFields(text);
  if (fields === undefined) return styled(text, {});
  const messageKey = messageKeys.find((key) => typeof fields[key] === 'string');
  if (messageKey === undefined) return accessText(fields) ?? styled(text, {});
  const levelKey = levelKeys.find((key) => typeof fields[key] === 'string');
  const level = levelKey === undefined ? '' : String(fields[levelKey]).toUpperCase();
  return line(
    level === '' || level === 'INFO' ? [] : styled(`${level} `, levelStyle(level)),
    styled(String(fields[messageKey]), level.startsWith('ERR') ? { bold: true } : {}),
    styled(fieldWords(fields, [messageKey, levelKey, ...timeKeys]), faint),
  );
}

// What access logs say of a request, in the order in which people read it.
const requestKeys = ['method', 'path', 'status'];

/** A line of an access log, which has no message: request and answer first. `undefined` where it is none. */
function accessText(fields: Readonly<Record<string, unknown>>): Line | undefined {
  if (!requestKeys.slice(0, 2).every((key) => typeof fields[key] === 'string')) return undefined;
  const { status } = fields;
  const request = requestKeys.flatMap((key) => (fields[key] === undefined ? [] : [String(fields[key])]));
  return line(
    styled(request.join(' '), Number(status) >= 500 ? { bold: true } : {}),
    styled(fieldWords(fields, [...requestKeys, ...timeKeys]), faint),
  );
}

/** ` key=value` for each field that is not told elsewhere. */
function fieldWords(
  fields: Readonly<Record<string, unknown>>,
  told: readonly (string | undefined)[],
): string {
  return Object.entries(fields)
    .filter(([key]) => !told.includes(key))
    .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('');
}

function levelStyle(level: string): Style {
  if (/^(ERR|FATAL|PANIC|CRIT)/.test(level)) return { colour: 'red', bold: true };
  return level.startsWith('WARN') ? { colour: 'yellow' } : faint;
}
