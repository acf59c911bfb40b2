import { describe, expect, it } from 'vitest';
import { parseRunnerReport } from '../../src/inputs/runner-reports.js';

describe('a line of the runner', () => {
  it('becomes a report', () => {
    const line =
      '{"sim":"runner","at":"2026-11-24T21:00:00.5Z","state":"live","build":7,"previous":6,"durationMs":41,"handoff":"http","detail":"x"}';
    expect(parseRunnerReport(line)).toEqual({
      at: Date.UTC(2026, 10, 24, 21, 0, 0, 500),
      state: 'live',
      build: 7,
      previous: 6,
      durationMs: 41,
      handoff: 'http',
      detail: 'x',
    });
  });

  it('may leave out all but its state', () => {
    expect(parseRunnerReport('{"sim":"runner","state":"draining"}')).toMatchObject({
      state: 'draining',
      build: undefined,
      at: undefined,
    });
  });

  it.each([
    'listening on :8080',
    '{"level":"info","msg":"{\\"sim\\":\\"runner\\"}"}',
    '{"sim":"runner","state":"dancing"}',
    '{"sim":"runner","state":"live","build":-1}',
    '{"sim":"runner","state":"live"',
    '',
  ])('is not taken from what the service itself says: %s', (line) => {
    expect(parseRunnerReport(line)).toBeUndefined();
  });
});
