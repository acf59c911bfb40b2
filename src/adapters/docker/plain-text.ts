import { stripVTControlCharacters } from 'node:util';

/** Control characters but tab and line feed, and those that turn the direction of text. */
const unprintable = /[^\P{Cc}\t\n]|\p{Bidi_Control}/gu;

/** Text of a container as it may be shown in a terminal, without anything that a terminal would obey. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(unprintable, '');
}
