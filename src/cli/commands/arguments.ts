import { InvalidArgumentError } from 'commander';
import { whyNoName } from '../../environment/name.js';

export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

export function parseName(text: string): string {
  const why = whyNoName(text);
  if (why === undefined) return text;
  throw new InvalidArgumentError(why);
}

/** `orders=3`, after those that were named before. */
export function collectScale(
  text: string,
  before: Readonly<Record<string, number>> = {},
): Readonly<Record<string, number>> {
  const [, service, number] = /^([a-zA-Z0-9._-]+)=(\d+)$/.exec(text) ?? [];
  if (service === undefined || number === undefined || Number(number) > mostInstances) {
    throw new InvalidArgumentError(`a service and a number up to ${mostInstances}, such as orders=3`);
  }
  return { ...before, [service]: Number(number) };
}

const mostInstances = 1000;

export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new InvalidArgumentError('a number of seconds, such as 90');
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new InvalidArgumentError('a whole number, such as 100');
}

export function parseBuild(text: string): number {
  const build = Number(text);
  if (Number.isInteger(build) && build > 0) return build;
  throw new InvalidArgumentError('the number of a build, such as 3');
}

export function parseSince(text: string): number {
  const span = /^(\d+)(s|m|h|d)$/.exec(text);
  if (span?.[1] !== undefined) {
    const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[span[2] ?? 's'] ?? 1000;
    return Date.now() - Number(span[1]) * unitMs;
  }
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return at;
  throw new InvalidArgumentError("a span such as '10m' or a date such as '2026-01-31T12:00:00Z'");
}
