/** What a string in Go source is made of, as far as the source shows it. */
export type Value = readonly Part[];

/** A piece of such a string. */
export interface Part {
  /** `key`: of a configuration file. */
  readonly kind: 'text' | 'env' | 'flag' | 'key' | 'unknown';
  /** The text itself, or the name of the variable, the flag or the key (`server.port`). */
  readonly text?: string | undefined;
  /** Its value where it is not set. */
  readonly default?: Value | undefined;
  /** A flag that is written with one hyphen. */
  readonly single?: boolean | undefined;
}

/** A call of somebody else's function, or a field of somebody else's struct, that says where something is. */
export interface Call {
  /** `net/http`, `gin`; `github.com/jackc/pgx.Connect`; `database/sql.Open:pgx`. */
  readonly what: string;
  /** `dsn`: all in one; `addr`: host and port. */
  readonly role: Role;
  readonly value: Value;
  /** The subcommand under which it happens; `undefined`: none is needed. */
  readonly word?: string | undefined;
  /** `cmd/api/main.go:31`, relative to the repository. */
  readonly at: string;
}

/** What a variable, a flag or a piece of a text says of a server. */
export type Role = 'dsn' | 'addr' | 'host' | 'port' | 'user' | 'password' | 'name' | 'sslmode';

/** A variable of the environment that a program reads somewhere. */
export interface Read {
  readonly name: string;
  readonly default: Value;
  readonly at: string;
}

/** A `package main`, as its source shows it. */
export interface Program {
  readonly importPath: string;
  /** Relative to the repository, with slashes; `.` is the repository itself. */
  readonly folder: string;
  /** The folder of its module, in the same way. */
  readonly module: string;
  readonly listens: readonly Call[];
  readonly connects: readonly Call[];
  readonly reads: readonly Read[];
  /** Strings in its source that are paths of files or folders which are there, relative to its module or to its own folder. */
  readonly files: readonly NamedFile[];
  /** The values of configuration files that it names, by their keys (`server.port`), and of examples of `.env`, by `$NAME`. */
  readonly configuration: Configuration;
  /** The packages of others that its own ones import. */
  readonly imports: readonly string[];
  /** What Go has against it, in its words; `undefined`: nothing. */
  readonly problem: string | undefined;
}

/** A program's folder, for people. */
export function shownFolder({ folder }: Pick<Program, 'folder'>): string {
  return folder === '.' ? 'this folder' : folder;
}

/** A file or a folder that a program names by a relative path. */
export interface NamedFile {
  /** As the program names it, without what it matches by `*`. */
  readonly path: string;
  /** The folder against which it is there, relative to the repository. */
  readonly base: string;
}

/** A repository as `init` finds it. */
export interface Repository {
  /** What it is called: the path of its module, or its folder's name where it has several. */
  readonly name: string;
  readonly programs: readonly Program[];
  /** Modules that could not be listed, and why in Go's words. */
  readonly problems: readonly { readonly folder: string; readonly message: string }[];
  /** Whether there is a `.env` beside the Compose file. */
  readonly hasDotEnv: boolean;
}

/** What configuration files say by their keys, and examples of variables by `$NAME`; see `knownKey`. */
export type Configuration = Readonly<Record<string, string>>;
