import { expect, test } from 'vitest';
import { Transcript } from './transcript.ts';

/** What is printed, as one text. */
function transcript() {
  const lines: string[] = [];
  const told = new Transcript((line) => lines.push(line));
  return { told, said: () => lines.splice(0).join('\n') };
}

test('of steps that run side by side the first is told as it speaks, and the others in one piece when they end', () => {
  const { told, said } = transcript();
  const first = told.begin('engine tests');
  expect(said()).toBe('\n== engine tests');
  const second = told.begin('lint');
  first.line('a.test.ts');
  second.line('checked 9 files');
  expect(said()).toBe('a.test.ts');
  second.end('== lint: ok');
  expect(said()).toBe('\n== lint\nchecked 9 files\n== lint: ok');
  first.line('b.test.ts');
  first.end('== engine tests: ok');
  expect(said()).toBe('\n== engine tests, on\nb.test.ts\n== engine tests: ok');
});

test('the one that has run longest is told as it speaks once the first has ended', () => {
  const { told, said } = transcript();
  const first = told.begin('an engine');
  const second = told.begin('unit tests');
  second.line('a');
  first.end('== an engine: ok');
  expect(said()).toBe('\n== an engine\n== an engine: ok\n\n== unit tests\na');
  told.begin('engine tests').line('not yet');
  second.line('b');
  expect(said()).toBe('b');
  second.end('== unit tests: ok');
  expect(said()).toBe('== unit tests: ok\n\n== engine tests\nnot yet');
});
