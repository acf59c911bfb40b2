import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { LogQuery, TraceQuery } from '../contract/queries.js';
import { messageOf, SimError } from '../errors.js';

// Linux lets a process have about 2 MB of variables; an `up` brings its own along.
const largestBody = 4_194_304;

/** The URL of a request. Throws SimError `usage` where it is none. */
export function urlOf({ url = '/' }: Pick<IncomingMessage, 'url'>): URL {
  try {
    return new URL(url, 'http://controller');
  } catch (error) {
    throw new SimError('usage', `'${url}' is no address`, { cause: error });
  }
}

/** Reads the JSON body of a request. Throws SimError `usage` where it is no JSON, or longer than 4 MiB. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      if (size > largestBody) throw new SimError('usage', `a request may have ${largestBody} bytes at most`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof SimError) throw error;
    throw new SimError('usage', 'the client left before its request was whole', { cause: error });
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new SimError('usage', `the request is no JSON: ${messageOf(error)}`, { cause: error });
  }
}

/** The request in `value`, checked by its schema. Throws SimError `usage` where it does not fit. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new SimError('usage', `the request does not fit: ${z.prettifyError(result.error)}`);
}

/** The paths (`files.later`) of the fields of a request that the schema does not know. */
export function ignoredFields(given: unknown, understood: unknown, above = ''): readonly string[] {
  if (!isRecord(given) || !isRecord(understood)) return [];
  return Object.entries(given).flatMap(([name, value]) =>
    name in understood ? ignoredFields(value, understood[name], `${above}${name}.`) : [`${above}${name}`],
  );
}

/** Which log lines are asked for. Throws SimError `usage` for what is no number. */
export function logQueryOf(search: URLSearchParams): LogQuery {
  const services = search.getAll('service');
  return {
    services: services.length === 0 ? undefined : services,
    tail: wholeOf(search, 'tail') ?? 100,
    since: timeOf(search, 'since'),
    follow: search.get('follow') === 'true',
  };
}

/** Which traces are asked for: at most 1000. Throws SimError `usage` for what is no number. */
export function traceQueryOf(search: URLSearchParams): TraceQuery {
  return {
    service: search.get('service') ?? undefined,
    errorsOnly: search.get('errors') === 'true',
    limit: Math.min(wholeOf(search, 'limit') ?? 50, 1000),
  };
}

function wholeOf(search: URLSearchParams, name: string): number | undefined {
  const value = numberOf(search, name, Number.MAX_SAFE_INTEGER);
  if (value === undefined || Number.isInteger(value)) return value;
  throw new SimError('usage', `${name} is a whole number, and not ${value}`);
}

/** Milliseconds since the epoch, as far as dates go. */
function timeOf(search: URLSearchParams, name: string): number | undefined {
  return numberOf(search, name, 8.64e15);
}

function numberOf(search: URLSearchParams, name: string, most: number): number | undefined {
  const text = search.get(name);
  if (text === null) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= 0 && value <= most) return value;
  throw new SimError('usage', `${name} is a number from 0 to ${most}, and not '${text}'`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
