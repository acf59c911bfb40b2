import { escaped } from './escape.js';

/** A value that Compose's own tags change the meaning of. */
export class Tagged {
  constructor(
    readonly tag: '!override' | '!reset',
    readonly value: unknown,
  ) {}
}

/** Compose's `!override`: replaces what earlier files say instead of merging with it. */
export function override(value: object): Tagged {
  return new Tagged('!override', value);
}

/** Compose's `!reset`: forgets what earlier files say. */
export function reset(): Tagged {
  return new Tagged('!reset', null);
}

/**
 * The text of a generated Compose file. All but plain words is quoted as in JSON, which is YAML too and leaves nothing to
 * interpretation. An emitter that knows all of YAML takes 10 ms of each start to get going.
 */
export function composeText(value: object): string {
  return `${block(value, '').replace(/^\n/, '')}\n`;
}

function block(value: unknown, indent: string): string {
  if (value instanceof Tagged) return ` ${value.tag}${block(value.value, indent)}`;
  if (Array.isArray(value)) {
    if (value.length === 0) return ' []';
    return value.map((item) => `\n${indent}- ${block(item, `${indent}  `).trimStart()}`).join('');
  }
  if (typeof value === 'string') return ` ${word(value)}`;
  if (typeof value !== 'object' || value === null) return ` ${JSON.stringify(value)}`;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  if (entries.length === 0) return ' {}';
  return entries.map(([key, each]) => `\n${indent}${word(key)}:${block(each, `${indent}  `)}`).join('');
}

/** A word that nothing takes for anything but text stands as it is. */
function word(text: string): string {
  // The last ones YAML 1.1, which Compose still reads, takes for the end of a line or not at all.
  return /^[a-zA-Z][\w.-]*$/.test(text) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(text)
    ? text
    : JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escaped);
}
