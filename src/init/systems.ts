import type { Role } from './program.js';

/** A server that `init` knows how to bring up. */
export interface System {
  readonly kind: 'postgres' | 'mysql' | 'redis';
  readonly title: string;
  /** What the service is called, unless the source calls it otherwise. */
  readonly service: string;
  readonly image: string;
  readonly port: number;
  /** Packages of Go by which a program talks to it. */
  readonly drivers: RegExp;
  /** Words in the names of variables that are about it. */
  readonly words: ReadonlySet<string>;
}

export const systems: readonly System[] = [
  {
    kind: 'postgres',
    title: 'Postgres',
    service: 'postgres',
    image: 'postgres:17',
    port: 5432,
    drivers:
      /^(github\.com\/(lib\/pq|jackc\/pgx(\/v\d+)?(\/.+)?|go-pg\/pg(\/v\d+)?|uptrace\/bun\/driver\/pgdriver)|gorm\.io\/driver\/postgres)$/,
    words: new Set(['DB', 'DATABASE', 'POSTGRES', 'POSTGRESQL', 'PG', 'PSQL', 'SQL', 'STORE', 'STORAGE']),
  },
  {
    kind: 'mysql',
    title: 'MariaDB',
    service: 'mysql',
    image: 'mariadb:11',
    port: 3306,
    drivers: /^(github\.com\/go-sql-driver\/mysql|gorm\.io\/driver\/mysql)$/,
    words: new Set(['DB', 'DATABASE', 'MYSQL', 'MARIADB', 'SQL', 'STORE', 'STORAGE']),
  },
  {
    kind: 'redis',
    title: 'Redis',
    service: 'redis',
    image: 'redis:8',
    port: 6379,
    drivers:
      /^github\.com\/(redis\/go-redis(\/v\d+)?|go-redis\/redis(\/v\d+)?|gomodule\/redigo\/redis|redis\/rueidis|hibiken\/asynq|valkey-io\/valkey-go)$/,
    words: new Set(['REDIS', 'CACHE', 'VALKEY', 'ASYNQ']),
  },
];

/** Servers that `init` leaves to the user, by the packages of Go that talk to them. */
export const otherSystems: readonly (readonly [title: string, drivers: RegExp])[] = [
  ['MongoDB', /^go\.mongodb\.org\/mongo-driver/],
  [
    'Kafka',
    /^github\.com\/(segmentio\/kafka-go|IBM\/sarama|Shopify\/sarama|twmb\/franz-go|confluentinc\/confluent-kafka-go)/,
  ],
  ['RabbitMQ', /^github\.com\/(rabbitmq\/amqp091-go|streadway\/amqp)/],
  ['NATS', /^github\.com\/nats-io\/(nats\.go|stan\.go)/],
  ['Elasticsearch', /^github\.com\/(elastic\/go-elasticsearch|olivere\/elastic)/],
  ['ClickHouse', /^github\.com\/ClickHouse\/clickhouse-go/],
  ['Memcached', /^github\.com\/bradfitz\/gomemcache/],
  ['Cassandra', /^github\.com\/gocql\/gocql/],
  ['etcd', /^go\.etcd\.io\/etcd\/client/],
  ['SQL Server', /^github\.com\/(microsoft|denisenkom)\/go-mssqldb/],
];

const roles: readonly (readonly [role: Role, words: RegExp])[] = [
  ['sslmode', /^(SSLMODE|SSL|TLS)$/],
  ['password', /^(PASSWORD|PASS|PASSWD|PWD|SECRET)$/],
  ['user', /^(USER|USERNAME|LOGIN)$/],
  ['port', /^PORT$/],
  ['host', /^(HOST|HOSTNAME)$/],
  ['addr', /^(ADDR|ADDRESS|ADDRS|ENDPOINT|SERVER)$/],
  ['dsn', /^(URL|URI|DSN|CONN|CONNECTION|CONNSTR|SOURCE|CONNECT)$/],
  ['name', /^(NAME|DATABASE|DBNAME|DB)$/],
];

/** Variables of libpq, which pgx and lib/pq read by themselves. */
const libpq: Readonly<Record<string, Role>> = {
  PGHOST: 'host',
  PGPORT: 'port',
  PGUSER: 'user',
  PGPASSWORD: 'password',
  PGDATABASE: 'name',
  PGSSLMODE: 'sslmode',
};

/** What a variable of this name says of a server; `undefined`: it is not about this one. */
export function roleByName(name: string, { kind, words }: System): Role | undefined {
  if (kind === 'postgres' && libpq[name] !== undefined) return libpq[name];
  const all = name
    .replace(/SSL_MODE/, 'SSLMODE')
    .replace(/CONN(ECTION)?_STR(ING)?/, 'DSN')
    .split('_');
  const about = all.findIndex((word) => words.has(word) || word === 'PGSQL');
  if (about < 0) return undefined;
  const rest = all.slice(about + 1);
  // POSTGRES_DB, DB_DATABASE: the last word is what counts. DATABASE alone is the whole way to it.
  const word = rest.at(-1);
  if (word === undefined) return /^(DATABASE|POSTGRES|REDIS|DB)$/.test(name) ? 'dsn' : undefined;
  return roles.find(([, pattern]) => pattern.test(word))?.[0];
}
