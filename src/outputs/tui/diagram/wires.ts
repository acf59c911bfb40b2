import { faint, type Style } from '../line/span.js';

/** What is known of an edge, from least to most telling; where lines meet, the most telling one is drawn. */
export const wireKinds = ['declared', 'idle', 'active', 'failing'] as const;
export type WireKind = (typeof wireKinds)[number];

/** How a wire looks: what it carries, and whether it touches what the user selected. */
export interface WireLook {
  readonly kind: WireKind;
  readonly lit: boolean;
}

const north = 1;
const east = 2;
const south = 4;
const west = 8;

interface Strand {
  bits: number;
  look: WireLook;
}

/** Lines on a grid: they join where they belong to one source, and pass under each other where not. */
export class Wires {
  // Row and column of a cell -> the sources whose lines are in it.
  private readonly cells = new Map<string, Map<string, Strand>>();

  horizontal(source: string, y: number, fromX: number, toX: number, look: WireLook): void {
    for (let x = fromX; x < toX; x++) {
      this.add(source, x, y, east, look);
      this.add(source, x + 1, y, west, look);
    }
  }

  vertical(source: string, x: number, fromY: number, toY: number, look: WireLook): void {
    for (let y = Math.min(fromY, toY); y < Math.max(fromY, toY); y++) {
      this.add(source, x, y, south, look);
      this.add(source, x, y + 1, north, look);
    }
  }

  /** Every cell with its character and style. */
  *drawn(): Iterable<{ x: number; y: number; character: string; style: Style }> {
    for (const [key, strands] of this.cells) {
      const [x = 0, y = 0] = key.split(',').map(Number);
      const { bits, look } = visible([...strands.values()]);
      yield { x, y, character: glyph(bits, look.kind), style: wireStyle(look) };
    }
  }

  private add(source: string, x: number, y: number, bits: number, look: WireLook): void {
    const key = `${x},${y}`;
    const cell = this.cells.get(key) ?? new Map<string, Strand>();
    this.cells.set(key, cell);
    const strand = cell.get(source);
    cell.set(source, {
      bits: (strand?.bits ?? 0) | bits,
      look: strand === undefined ? look : stronger(strand.look, look),
    });
  }
}

/** What shows of the strands in a cell: all joined, or, of two that only cross, the more telling one. */
function visible(strands: readonly Strand[]): Strand {
  const upright = strands.filter(({ bits }) => bits === (north | south));
  const level = strands.filter(({ bits }) => bits === (east | west));
  if (upright.length > 0 && level.length > 0 && upright.length + level.length === strands.length) {
    const over = joinedStrand(upright);
    const under = joinedStrand(level);
    return rank(under.look) > rank(over.look) ? under : over;
  }
  return joinedStrand(strands);
}

function joinedStrand(strands: readonly Strand[]): Strand {
  return strands.reduce((a, b) => ({ bits: a.bits | b.bits, look: stronger(a.look, b.look) }));
}

function rank({ kind, lit }: WireLook): number {
  return wireKinds.indexOf(kind) * 2 + (lit ? 1 : 0);
}

function stronger(a: WireLook, b: WireLook): WireLook {
  const kind = wireKinds[Math.max(wireKinds.indexOf(a.kind), wireKinds.indexOf(b.kind))] ?? a.kind;
  return { kind, lit: a.lit || b.lit };
}

// Indexed by the directions that a cell connects: north 1, east 2, south 4, west 8.
const solid = [...' │─╰││╭├─╯─┴╮┤┬┼'];
const dotted = [...' ┆┄╰┆┆╭├┄╯┄┴╮┤┬┼'];
const heavy = [...' ┃━┗┃┃┏┣━┛━┻┓┫┳╋'];

function glyph(bits: number, kind: WireKind): string {
  const set = kind === 'declared' ? dotted : kind === 'failing' ? heavy : solid;
  return set[bits] ?? ' ';
}

const failing: Style = { colour: 'red', bold: true };
const litStyle: Style = { colour: 'cyan', bold: true };
const active: Style = { colour: 'cyan' };

/** The style of a wire: what only Compose declares is faint, what carries requests is bright, what fails is red. */
export function wireStyle({ kind, lit }: WireLook): Style {
  if (kind === 'failing') return failing;
  if (lit) return litStyle;
  return kind === 'active' ? active : faint;
}
