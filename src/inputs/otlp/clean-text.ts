import { stripVTControlCharacters } from 'node:util';

// Besides control characters: line separators, and marks that turn the direction of the text around them.
const unsafe = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
const everyUnsafe = new RegExp(unsafe, 'gu');

/** Text that a container sent, fit for a terminal: no control sequences, at most `limit` characters. */
export function cleanText(text: string, limit: number): string {
  const safe = unsafe.test(text) ? stripVTControlCharacters(text).replace(everyUnsafe, ' ').trim() : text;
  return safe.length > limit ? `${safe.slice(0, limit - 1)}…` : safe;
}

/** A service's or an operation's name: clean, short, and never the one key that JavaScript gives a meaning of its own. */
export function cleanName(text: string): string {
  const name = cleanText(text, 120);
  return name === '__proto__' ? '(proto)' : name;
}
