import { line, pad, styled } from '../line/line.js';
import { faint, type Line } from '../line/span.js';

const labelWidth = 11;

/** Lines under one label: the label stands before the first. */
export function facts(label: string, lines: readonly Line[]): readonly Line[] {
  return lines.map((content, index) =>
    line(pad(styled(` ${index === 0 ? label : ''}`, faint), labelWidth), content),
  );
}

/** Columns that are left for what stands behind a label. */
export function factWidth(width: number): number {
  return width - labelWidth;
}
