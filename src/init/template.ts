import type { Configuration, Part, Read, Value } from './program.js';

/** A value as one text, in which each part that somebody outside can set, and that nothing is known of, is a mark. */
export interface Template {
  readonly text: string;
  /** The parts that `mark(i)` stands for, and those whose default is in the text, in their order. */
  readonly parts: readonly Slot[];
}

interface Slot {
  readonly part: Part;
  /** The place of its default, or of its mark, in the text. */
  readonly start: number;
  readonly end: number;
}

/** Keys count in any case, as viper takes them. */
export function knownKey(key: string): string {
  return key.toLowerCase();
}

/** Under which name an example of a variable is known: `.env.example` has it. */
export function exampleKey(variable: string): string {
  return `$${variable}`;
}

/** What stands in a text for something unknown: no address and no DSN has it. */
export const hole = '\u0001';

/** The text of a value with all its defaults. */
export function templateOf(value: Value, configuration: Configuration): Template {
  let text = '';
  const parts: Slot[] = [];
  for (const part of value) {
    const piece = defaultOf(part, configuration) ?? hole;
    if (part.kind !== 'text') parts.push({ part, start: text.length, end: text.length + piece.length });
    text += piece;
  }
  return { text, parts };
}

/** A key by its whole path, or by its end where only one ends so. */
function configured(key: string, configuration: Configuration): string | undefined {
  const whole = configuration[knownKey(key)];
  if (whole !== undefined) return whole;
  const found = Object.keys(configuration).filter((one) => one.endsWith(`.${knownKey(key)}`));
  const [only] = found;
  return found.length === 1 && only !== undefined ? configuration[only] : undefined;
}

/** The value that a variable has where it is not set; empty where that is not known. */
export function otherwiseOf({ name, default: otherwise }: Read, configuration: Configuration): string {
  const { text } = templateOf([{ kind: 'env', text: name, default: otherwise }], configuration);
  return text.includes(hole) ? '' : text;
}

/** The value that a part has where it is not set; `undefined` where that is not known. */
function defaultOf(
  { kind, text, default: otherwise = [] }: Part,
  configuration: Configuration,
): string | undefined {
  if (kind === 'text') return text ?? '';
  const known = kind === 'key' ? configured(text ?? '', configuration) : undefined;
  if (known !== undefined) return known;
  if (otherwise.length === 0) return kind === 'env' ? configuration[exampleKey(text ?? '')] : undefined;
  const all = otherwise.map((one) => defaultOf(one, configuration));
  return all.includes(undefined) ? undefined : all.join('');
}

/** The variables and flags whose text lies within `start` and `end`, and what each is of it. */
export function settersWithin(
  { parts }: Template,
  start: number,
  end: number,
): readonly { readonly part: Part; readonly whole: boolean }[] {
  return parts
    .filter(
      (slot) =>
        slot.start < end && slot.end > start && (slot.part.kind === 'env' || slot.part.kind === 'flag'),
    )
    .map(({ part, start: from, end: to }) => ({ part, whole: from === start && to === end }));
}
