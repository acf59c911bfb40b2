import { expect, test } from 'vitest';
import { SimError } from '../../../src/errors.js';
import { errorText } from '../../../src/outputs/text/error.js';
import { paintFor } from '../../../src/outputs/text/paint.js';

const paint = paintFor(process.stdout, { TERM: 'dumb' });

test('a failure is what, the last words of the tool, and what to do next', () => {
  const error = new SimError('failed', 'it broke', { detail: 'one\ntwo', hint: 'try again' });
  expect(errorText(error, paint)).toBe('sim: it broke\n  one\n  two\n  → try again');
});

test('last words that are the message already are not said again', () => {
  expect(errorText(new SimError('failed', 'it broke', { detail: 'it broke' }), paint)).toBe('sim: it broke');
});

test('what to type next is said by the name that Sim has there; a path that ends like it stays', () => {
  const error = new SimError('failed', 'it broke', { hint: 'bin/sim doctor; /opt/bin/sim stays' });
  expect(errorText(error, paint, 'sim')).toContain('→ sim doctor; /opt/bin/sim stays');
  expect(errorText(error, paint)).toContain('→ bin/sim doctor;');
});
