import type { Setting } from './address.js';
import { piecesOf, withPieces } from './dsn.js';
import { type Call, type Program, type Role, shownFolder } from './program.js';
import { roleByName, type System } from './systems.js';
import { hole, otherwiseOf, settersWithin, templateOf } from './template.js';

/** A server of the Compose file: what it is called, and who may come in. */
export interface Server {
  readonly system: System;
  readonly service: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** The programs that talk to it. */
  readonly users: readonly Program[];
}

/** What a program needs to be told to reach a server, and what cannot be told. */
export interface Reaching {
  readonly settings: readonly Setting[];
  readonly notes: readonly string[];
}

const local = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|0\.0\.0\.0|host\.docker\.internal)?$/;

/** The programs that have a driver of this system. */
export function usersOf(programs: readonly Program[], { drivers }: System): readonly Program[] {
  return programs.filter(({ imports }) => imports.some((one) => drivers.test(one)));
}

/** The server that these programs expect: with the names and passwords that their source has by default. */
export function serverFor(
  system: System,
  users: readonly Program[],
  isTaken: (name: string) => boolean,
): Server {
  const said: Partial<Record<Role, string>> = {};
  const note = (role: Role, text: string) => {
    if (text !== '' && !text.includes(hole)) said[role] ??= text;
  };
  for (const program of users) {
    const { configuration } = program;
    for (const call of callsOf(program, system)) {
      const { text } = templateOf(call.value, configuration);
      if (call.role === 'dsn' || call.role === 'addr')
        for (const piece of piecesOf(text)) note(piece.role, piece.text);
      else note(call.role, text);
    }
    for (const read of program.reads) {
      const role = roleByName(read.name, system);
      if (role === undefined) continue;
      const text = otherwiseOf(read, configuration);
      if (role === 'dsn' || role === 'addr') for (const piece of piecesOf(text)) note(piece.role, piece.text);
      else note(role, text);
    }
  }
  const name =
    said.host !== undefined && isServiceName(said.host) && !isTaken(said.host) ? said.host : system.service;
  return {
    ...{ system, users },
    service: isTaken(name) ? `${name}-server` : name,
    user: said.user ?? 'app',
    password: said.password ?? 'app',
    database: said.name ?? 'app',
  };
}

/** A name that means nothing outside of a project: `db`, and neither `localhost` nor `db.example.com`. */
function isServiceName(host: string): boolean {
  return !local.test(host) && /^[a-z][a-z0-9_-]*$/.test(host);
}

function callsOf({ connects }: Program, { kind }: System): readonly Call[] {
  return connects.filter(({ what }) => systemOf(what) === kind || systemOf(what) === undefined);
}

/** `undefined`: of whatever driver the program has. */
function systemOf(what: string): System['kind'] | undefined {
  if (/redis|asynq|rueidis/.test(what)) return 'redis';
  if (/mysql/.test(what)) return 'mysql';
  if (/pgx|postgres|pgdriver|go-pg/.test(what)) return 'postgres';
  return undefined;
}

/** What has to be set so that a program finds the server. */
export function reach(program: Program, server: Server): Reaching {
  const { configuration } = program;
  const settings = new Map<string, Setting>();
  const notes: string[] = [];
  const set = (kind: Setting['kind'], name: string, value: string, at: string, single = false) => {
    if (settings.has(`${kind} ${name}`)) return;
    const place = (kind === 'env' ? program.reads.find((read) => read.name === name)?.at : undefined) ?? at;
    settings.set(`${kind} ${name}`, { kind, name, value, single, because: `read in ${place}` });
  };
  let isFixed = false;
  for (const call of callsOf(program, server.system)) {
    const template = templateOf(call.value, configuration);
    const { text, parts } = template;
    const whole =
      parts.length === 1 && parts[0]?.start === 0 && parts[0].end === text.length ? parts[0].part : undefined;
    if (whole !== undefined && (whole.kind === 'env' || whole.kind === 'flag')) {
      set(whole.kind, whole.text ?? '', valueFor(call.role, text, server), call.at, whole.single === true);
      continue;
    }
    const pieces = call.role === 'dsn' || call.role === 'addr' ? piecesOf(text) : [];
    for (const piece of pieces) {
      for (const { part, whole: isWhole } of settersWithin(template, piece.start, piece.end)) {
        const role =
          piece.role === 'host' && !pieces.some((one) => one.role === 'port') ? 'addr' : piece.role;
        if (isWhole && (part.kind === 'env' || part.kind === 'flag'))
          set(part.kind, part.text ?? '', valueFor(role, '', server), call.at, part.single === true);
      }
    }
    const host = pieces.find((piece) => piece.role === 'host');
    if (host === undefined || settersWithin(template, host.start, host.end).length > 0) continue;
    isFixed ||= host.text === server.service;
    if (local.test(host.text) && !host.text.includes(hole) && host.text !== '')
      notes.push(
        `${shownFolder(program)} looks for ${server.system.title} on ${host.text}, as ${call.at} says: let a variable say where, such as ${server.system.kind === 'redis' ? 'REDIS_ADDR' : 'DATABASE_URL'}, and set it to ${valueFor(call.role, text, server)}`,
      );
  }
  for (const read of program.reads) {
    const role = roleByName(read.name, server.system);
    if (role === undefined || isAboutAnother(read.name, server.system, program)) continue;
    set('env', read.name, valueFor(role, otherwiseOf(read, configuration), server), read.at);
  }
  const finds = [...settings.values()].length > 0 || isFixed || notes.length > 0;
  if (!finds && server.system.kind === 'postgres') {
    const libpq = {
      PGHOST: 'host',
      PGUSER: 'user',
      PGPASSWORD: 'password',
      PGDATABASE: 'name',
      PGSSLMODE: 'sslmode',
    } as const;
    for (const [name, role] of Object.entries(libpq))
      settings.set(`env ${name}`, {
        ...{ kind: 'env', name, value: valueFor(role, '', server), single: false },
        because: 'its driver reads it where the source does not say where Postgres is',
      });
  } else if (!finds) {
    notes.push(
      `nothing in the source of ${shownFolder(program)} says how it is told where ${server.system.title} is: here it is ${server.service}:${server.system.port}`,
    );
  }
  return { settings: [...settings.values()].filter(({ value }) => value !== ''), notes };
}

/** `DB_HOST` is of Postgres where a program has Postgres and MariaDB; a word of its own tells more. */
function isAboutAnother(name: string, system: System, program: Program): boolean {
  const own = { postgres: /P(OST)?G|PSQL/, mysql: /MYSQL|MARIADB/, redis: /REDIS|CACHE|VALKEY|ASYNQ/ };
  const others = Object.entries(own).filter(([kind]) => kind !== system.kind);
  if (own[system.kind].test(name)) return false;
  const names = others.some(([, pattern]) => pattern.test(name));
  const hasPostgres =
    system.kind === 'mysql' && program.imports.some((one) => /jackc\/pgx|lib\/pq|driver\/postgres/.test(one));
  return names || hasPostgres;
}

/** The value of a variable of this role; `text` is its default, whose form is kept. */
function valueFor(role: Role, text: string, server: Server): string {
  const { system, service, user, password, database } = server;
  const better = {
    host: service,
    port: String(system.port),
    user,
    password,
    name: database,
    sslmode: 'disable',
  };
  const known = text.includes(hole) ? '' : text;
  switch (role) {
    case 'dsn':
      if (!canBeKept(known, system)) return usualDsn(server);
      return withPieces(known, system.kind === 'redis' ? { host: better.host, port: better.port } : better);
    case 'addr':
      return `${service}:${system.port}`;
    case 'host':
      return known.includes(':') ? `${service}:${system.port}` : service;
    case 'password':
    case 'user':
      return system.kind === 'redis' ? '' : better[role];
    case 'sslmode':
      return /^(true|false)$/.test(known) ? 'false' : 'disable';
    default:
      return system.kind === 'redis' && role === 'name' ? '' : better[role];
  }
}

/** A text without names and passwords where the server wants some, or with some where it has none, tells too little to be kept. */
function canBeKept(text: string, { kind }: System): boolean {
  const roles = piecesOf(text).flatMap((piece) => (piece.text === '' ? [] : [piece.role]));
  const hasCredentials = roles.includes('user') && roles.includes('password') && roles.includes('name');
  return kind === 'redis' ? roles.includes('host') && !roles.includes('password') : hasCredentials;
}

function usualDsn({ system, service, user, password, database }: Server): string {
  switch (system.kind) {
    case 'postgres':
      return `postgres://${user}:${password}@${service}:${system.port}/${database}?sslmode=disable`;
    case 'mysql':
      return `${user}:${password}@tcp(${service}:${system.port})/${database}?parseTime=true`;
    case 'redis':
      return `redis://${service}:${system.port}/0`;
    default:
      return system.kind satisfies never;
  }
}
