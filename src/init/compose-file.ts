import { posix } from 'node:path';
import type { Draft } from './draft.js';
import type { GoService } from './go-service.js';
import type { Repository } from './program.js';
import type { Server } from './server.js';

/** A line of the file: its text, and what it is for. */
type Line = readonly [text: string, why?: string];

/** Where the repository's own files are inside of a container that needs some of them. */
const inside = '/app';

/** The text of a Compose file for what was found; `to`: the way from the folder of the file to the repository, `.` where it lies in it. */
export function composeFile(
  repository: Repository,
  { services, servers, leftOut, notes }: Draft,
  to = '.',
): string {
  const head: readonly Line[] = [
    [
      `# The Go services of ${repository.name}, and what they talk to: written by 'sim init', yours from now on.`,
    ],
    ["# 'sim up' in this folder brings all of it up; a saved change of Go code is live a moment later."],
    ['# All keys are those of Compose, but x-sim, which docs/x-sim.md of Sim explains.'],
    ...leftOut.map(({ folder, why }): Line => [`# Left out: ${folder} (${why}).`]),
    ...(leftOut.length === 0
      ? []
      : [['# A service with x-sim: {go: ./FOLDER} brings up any of these all the same.'] as const]),
    ...notes.map((note): Line => [`# Look at this: ${note}.`]),
    ['services:'],
  ];
  const blocks = [
    ...services.map((service) => goService(service, repository, to)),
    ...servers.map((server) => serverService(server, services)),
  ];
  const volumes: readonly Line[] = servers.flatMap((server) =>
    server.system.kind === 'redis'
      ? []
      : [[`  ${volumeOf(server)}:`, `outlives 'sim down'; 'sim down --volumes' removes it`] as const],
  );
  const tail: readonly Line[] = volumes.length === 0 ? [] : [[''], ['volumes:'], ...volumes];
  const body = blocks.flatMap((block, index): readonly Line[] => (index === 0 ? block : [[''], ...block]));
  return `${[...head, ...body, ...tail].map(written).join('\n')}\n`;
}

function written([text, why]: Line): string {
  return why === undefined ? text : `${text.padEnd(44)} # ${why}`;
}

function goService(service: GoService, repository: Repository, to: string): readonly Line[] {
  const { name, program, doors, published, servers } = service;
  const [first] = doors;
  const env = service.settings.filter(({ kind }) => kind === 'env');
  const flags = service.settings.filter(({ kind }) => kind === 'flag');
  const mounts = mountsOf(service);
  return [
    [`  ${name}:`],
    ['    x-sim:'],
    [
      `      go: ${quoted(relativePath(to, program.folder))}`,
      `the package main; it listens by ${first.what}, ${first.at}`,
    ],
    ...(flags.length === 0 && first.word === undefined
      ? []
      : [
          ['    command:', 'its arguments'] as const,
          ...(first.word === undefined
            ? []
            : [[`      - ${quoted(first.word)}`, 'the subcommand that listens'] as const]),
          ...flags.map(
            (flag): Line => [
              `      - ${quoted(`${flag.single ? '-' : '--'}${flag.name}=${flag.value}`)}`,
              flag.because,
            ],
          ),
        ]),
    ['    ports:', "this machine's port, then its own"],
    ...doors.flatMap((door): readonly Line[] => {
      const host = published.get(door.port);
      return host === undefined ? [] : [[`      - "${host}:${door.port}"`, portWords(door, host)]];
    }),
    ...(env.length === 0 && service.unset.length === 0
      ? []
      : [[env.length === 0 ? '    # environment:' : '    environment:'] as const]),
    ...env.map((setting): Line => [`      ${setting.name}: ${quoted(setting.value)}`, setting.because]),
    ...service.unset.map(
      ({ name: variable, at }): Line => [`      # ${variable}: ""`, `read in ${at}, without a default`],
    ),
    ...(repository.hasDotEnv && program.imports.includes('github.com/joho/godotenv')
      ? [['    env_file: [.env]', 'what the program would read itself; what stands above wins'] as const]
      : []),
    ...(mounts.length === 0
      ? []
      : [
          [`    working_dir: ${inside}`, 'the source names files by relative paths'] as const,
          ['    volumes:'] as const,
          ...mounts.map(
            ([from, place]): Line => [
              `      - ${quoted(`${relativePath(to, from)}:${place}:ro`)}`,
              'read by the program, which can not write it',
            ],
          ),
        ]),
    ...(servers.length === 0
      ? []
      : [
          ['    depends_on:'] as const,
          ...servers.flatMap((server): readonly Line[] => [
            [`      ${server.service}:`],
            ['        condition: service_healthy', `it starts when ${server.system.title} answers`],
          ]),
        ]),
  ];
}

function relativePath(to: string, path: string): string {
  const joined = posix.join(to, path);
  return joined === '.' || joined.startsWith('../') || joined === '..' ? joined : `./${joined}`;
}

function portWords({ because, port }: GoService['doors'][number], host: number): string {
  if (host === port) return because;
  return `${because}; ${port} of this machine is ${port < 1024 ? 'left to others' : 'taken by another one here'}`;
}

/** What is mounted where: a path of the repository, and its place inside. */
function mountsOf({ program }: GoService): readonly (readonly [from: string, to: string])[] {
  const all = program.files.map(({ path, base }) => {
    const from = posix.normalize(posix.join(base, path));
    return [from, posix.join(inside, path)] as const;
  });
  // What lies in a folder that is mounted anyway is there.
  return all.filter(
    ([from], index) =>
      !all.some(
        ([other], place) =>
          place !== index && (from.startsWith(`${other}/`) || (from === other && place < index)),
      ),
  );
}

function volumeOf({ service }: Server): string {
  return `${service}-data`;
}

function serverService(server: Server, services: readonly GoService[]): readonly Line[] {
  const { system, service, user, password, database } = server;
  const users = services.filter(({ servers }) => servers.includes(server)).map(({ name }) => name);
  const head: readonly Line[] = [
    [`  ${service}:`],
    [
      `    image: ${system.image}`,
      `${users.join(', ')} ${users.length === 1 ? 'has' : 'have'} a driver of ${system.title}`,
    ],
  ];
  const check = (test: string): readonly Line[] => [
    ['    healthcheck:', 'what is meant by healthy above'],
    [`      test: ${test}`],
    ['      interval: 5s', 'how often it is asked once it was healthy'],
    ['      retries: 12', 'so many failures in a row make it unhealthy'],
    ['      start_period: 30s', 'at first failures do not count'],
    ['      start_interval: 200ms', 'and it is asked often, so that nobody waits longer than needed'],
  ];
  switch (system.kind) {
    case 'postgres':
      return [
        ...head,
        ['    environment:', 'who gets in, and the database that is made'],
        [`      POSTGRES_USER: ${quoted(user)}`],
        [`      POSTGRES_PASSWORD: ${quoted(password)}`],
        [`      POSTGRES_DB: ${quoted(database)}`],
        ['    volumes:'],
        [`      - ${volumeOf(server)}:/var/lib/postgresql/data`, 'the data'],
        ...check(
          `["CMD", "pg_isready", "-h", "127.0.0.1", "-U", ${JSON.stringify(user)}, "-d", ${JSON.stringify(database)}]`,
        ),
      ];
    case 'mysql':
      return [
        ...head,
        ['    environment:', 'who gets in, and the database that is made'],
        ...(user === 'root'
          ? [[`      MARIADB_ROOT_PASSWORD: ${quoted(password)}`] as const]
          : [
              [`      MARIADB_USER: ${quoted(user)}`] as const,
              [`      MARIADB_PASSWORD: ${quoted(password)}`] as const,
              ['      MARIADB_RANDOM_ROOT_PASSWORD: "1"'] as const,
            ]),
        [`      MARIADB_DATABASE: ${quoted(database)}`],
        ['    volumes:'],
        [`      - ${volumeOf(server)}:/var/lib/mysql`, 'the data'],
        ...check('["CMD", "healthcheck.sh", "--connect", "--innodb_initialized"]'),
      ];
    case 'redis':
      return [...head, ...check('["CMD", "redis-cli", "ping"]')];
    default:
      return system.kind satisfies never;
  }
}

/** A scalar as YAML takes it for text, with Compose's own `$` doubled. */
function quoted(text: string): string {
  const literal = text.replaceAll('$', '$$$$');
  return /^[a-zA-Z./][\w./-]*$/.test(literal) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(literal)
    ? literal
    : JSON.stringify(literal);
}
