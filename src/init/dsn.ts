import type { Role } from './program.js';

/** A piece of a DSN, with its place in the text. */
export interface Piece {
  readonly role: Role;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The pieces of a way to a database: a URL, libpq's `host=… port=…`, the MySQL driver's `user:password@tcp(host:port)/name`, or a bare
 * `host:port`. None where it is nothing of these.
 */
export function piecesOf(text: string): readonly Piece[] {
  if (/^[\w+]+:\/\//.test(text)) return ofUrl(text);
  if (/^\s*\w+\s*=/.test(text)) return ofWords(text);
  const mysql = /^(?:([^:@]*)(?::([^@]*))?@)?(?:\w+\()?([^:()/]*)(?::([^()/]*))?\)?\/([^?]*)/d.exec(text);
  if (mysql !== null) return groups(mysql, ['user', 'password', 'host', 'port', 'name']);
  const address = /^([^:/\s]*):([^:/\s]+)$/d.exec(text);
  return address === null ? [] : groups(address, ['host', 'port']);
}

function ofUrl(text: string): readonly Piece[] {
  const match =
    /^[\w+]+:\/\/(?:([^:@/]*)(?::([^@]*))?@)?([^:/?]*)(?::([^/?]*))?(?:\/([^?]*))?(?:\?(?:.*?&)?(?:sslmode=([^&]*))?)?/d.exec(
      text,
    );
  return match === null ? [] : groups(match, ['user', 'password', 'host', 'port', 'name', 'sslmode']);
}

const words: Readonly<Record<string, Role>> = {
  host: 'host',
  port: 'port',
  user: 'user',
  password: 'password',
  dbname: 'name',
  database: 'name',
  sslmode: 'sslmode',
};

function ofWords(text: string): readonly Piece[] {
  return [...text.matchAll(/(\w+)\s*=\s*('[^']*'|\S*)/dg)].flatMap((match): readonly Piece[] => {
    const role = words[match[1] ?? ''];
    const [start, end] = match.indices?.[2] ?? [0, 0];
    return role === undefined ? [] : [{ role, start, end, text: text.slice(start, end) }];
  });
}

function groups(match: RegExpExecArray, roles: readonly Role[]): readonly Piece[] {
  return roles.flatMap((role, index): readonly Piece[] => {
    const place = match.indices?.[index + 1];
    const found = match[index + 1];
    return place === undefined || found === undefined
      ? []
      : [{ role, start: place[0], end: place[1], text: found }];
  });
}

/** The same text with pieces replaced by what is known better; a role that it does not have is passed over. */
export function withPieces(text: string, better: Readonly<Partial<Record<Role, string>>>): string {
  return [...piecesOf(text)]
    .sort((one, other) => other.start - one.start)
    .reduce((all, { role, start, end }) => {
      const value = better[role];
      return value === undefined ? all : `${all.slice(0, start)}${value}${all.slice(end)}`;
    }, text);
}
