import type { Semantics } from './semantics.js';
import type { SpanFacts } from './span-facts.js';

// Systems that are spoken to in another language than SQL; every other `db.system` counts as SQL.
const otherStores = new Set([
  'redis',
  'valkey',
  'memcached',
  'mongodb',
  'elasticsearch',
  'opensearch',
  'cassandra',
  'couchdb',
  'couchbase',
  'dynamodb',
  'aws.dynamodb',
  'neo4j',
  'influxdb',
  'etcd',
]);

/** What was spoken over an edge: `http`, `grpc`, `sql`, `redis`, `messaging`, ...; `unknown` where the span doesn't say. */
export function protocolOf(semantics: Semantics): string {
  if (semantics.messagingSystem !== '') return 'messaging';
  if (semantics.dbSystem !== '') return otherStores.has(semantics.dbSystem) ? semantics.dbSystem : 'sql';
  if (semantics.rpcSystem !== '') return semantics.rpcSystem;
  if (semantics.method !== '' || semantics.url !== '') return 'http';
  return 'unknown';
}

const blockingCommands = new Set([
  'blpop',
  'brpop',
  'brpoplpush',
  'blmove',
  'blmpop',
  'bzpopmin',
  'bzpopmax',
  'bzmpop',
  'xread',
  'xreadgroup',
  'subscribe',
  'psubscribe',
  'ssubscribe',
  'wait',
  'waitaof',
]);
const polls = new Set(['receive', 'poll']);

/** Whether a span waited for something to arrive: its duration tells of the lull, not of the one that answered. */
export function isBlockingRead(span: SpanFacts): boolean {
  const { semantics } = span;
  if (polls.has(semantics.messagingOperation)) return true;
  if (semantics.dbSystem !== 'redis' && semantics.dbSystem !== 'valkey') return false;
  const command = redisCommandOf(span);
  if (!blockingCommands.has(command)) return false;
  // XREAD waits only with BLOCK; where the text of the command is not recorded, waiting is the usual case.
  return !command.startsWith('xread') || semantics.dbQuery === '' || /\sblock\s/i.test(semantics.dbQuery);
}

function redisCommandOf(span: SpanFacts): string {
  const { dbOperation, dbQuery } = span.semantics;
  return (dbOperation || firstWord(dbQuery) || firstWord(span.name)).toLowerCase();
}

function firstWord(text: string): string {
  return /^\S*/.exec(text)?.[0] ?? '';
}

// Spans for opening a connection, not for a request over it.
const connecting = new Set(['redis.dial', 'pg.connect', 'pool.acquire', 'sql.connector.connect']);

/** Whether a client span only opened or fetched a connection. */
export function isConnecting(span: SpanFacts): boolean {
  return connecting.has(span.name);
}
