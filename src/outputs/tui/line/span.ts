import stringWidth from 'fast-string-width';
import sliceAnsi from 'slice-ansi';

/** The terminal's own eight colours, so that the user's theme decides how they look. */
export type Colour = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';

/** How a piece of text looks. */
export interface Style {
  readonly colour?: Colour;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly inverse?: boolean;
}

/** A piece of text in one style; holds no control character. */
export interface Span {
  readonly text: string;
  readonly style: Style;
}

/** One line of the screen. */
export type Line = readonly Span[];

/** The terminal's default look. */
export const plain: Style = {};
/** For what should stay in the background. */
export const faint: Style = { dim: true };

// Control characters, and marks that reorder or hide text: what a container writes must not redraw the screen.
const unsafe = /[\p{Control}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
// Box drawing, block and geometric shapes, arrows, and what else the view itself draws with: one column, one code unit each.
const narrow =
  /^[\x20-\x7e\u00a0-\u00ac\u00ae-\u02ff\u2013-\u2026\u2190-\u21ff\u2200-\u22ff\u2500-\u25fc\u2713\u2717\u2726]*$/;

const segmenter = new Intl.Segmenter();

/** Text in a style, safe to draw whatever it holds. */
export function span(text: string, style: Style = plain): Span {
  return { text: narrow.test(text) ? text : text.replaceAll('\t', '  ').replace(unsafe, ''), style };
}

/** Columns that a text takes on the screen. */
export function textWidth(text: string): number {
  return narrow.test(text) ? text.length : stringWidth(text);
}

/** The part of a text between two columns. */
export function sliceText(text: string, from: number, to: number): string {
  return narrow.test(text) ? text.slice(from, to) : sliceAnsi(text, from, to);
}

/** The characters of a text as a reader counts them, each with its columns. */
export function* characters(text: string): Iterable<readonly [character: string, width: number]> {
  if (narrow.test(text)) {
    for (const character of text) yield [character, 1];
    return;
  }
  for (const { segment } of segmenter.segment(text)) yield [segment, stringWidth(segment)];
}
