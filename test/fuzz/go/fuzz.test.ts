import { expect, test } from 'vitest';
import { smallerOnes } from './fuzz.ts';
import type { Sequence } from './steps.ts';

const edit = (name: string) => ({ name, steps: [] });
const sequence: Sequence = {
  opening: { name: 'x', service: 'app', files: {}, env: {} },
  turns: [[edit('a')], [edit('b'), edit('c')], [edit('d')], [edit('e')]],
};

function names({ turns }: Sequence): string {
  return turns.map((turn) => turn.map(({ name }) => name).join('+')).join(' ');
}

test('smaller sequences lack a stretch of turns, the longest first, or one edit, and end as the long one does', () => {
  expect(smallerOnes(sequence).map(names)).toEqual([
    'e',
    'b+c d e',
    'a d e',
    'a b+c e',
    'a c d e',
    'a b d e',
  ]);
});

test('a tree that came from another is tried with that one first', () => {
  const later = { ...sequence, opening: { ...sequence.opening, before: sequence.opening } };
  expect(smallerOnes(later)[0]).toEqual(sequence);
});

test('of a single edit nothing can be taken', () => {
  expect(smallerOnes({ ...sequence, turns: [[edit('a')]] }).map(names)).toEqual([]);
});
