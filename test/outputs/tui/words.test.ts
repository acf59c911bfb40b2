import { expect, test } from 'vitest';
import { serviceWords } from '../../../src/contract/known-words.js';
import { logText } from '../../../src/outputs/tui/panels/log-text.js';
import { terminalLook, whyNoTerminalView } from '../../../src/outputs/tui/terminal.js';
import { addressForms } from '../../../src/outputs/tui/words/address.js';
import { kindIcon } from '../../../src/outputs/tui/words/kind-icon.js';
import { latencyWords, rateWords, shareWords } from '../../../src/outputs/tui/words/number-words.js';
import { beginsWithTime, unsaid } from '../../../src/outputs/tui/words/said.js';
import { stateLook } from '../../../src/outputs/tui/words/state-look.js';
import { agoWords, elapsedWords, timeOfDay } from '../../../src/outputs/tui/words/time-words.js';
import { flowLine } from '../../../src/outputs/tui/words/traffic-words.js';
import { noon } from './shop-story.js';

test('rates have few digits, and what is more than nothing is never 0', () => {
  expect([0, 0.01, 0.31, 4.9, 5.2, 47.3, 998.6, 1234, 23_456].map(rateWords)).toEqual([
    '0/s',
    '<0.1/s',
    '0.3/s',
    '5/s',
    '5/s',
    '47/s',
    '999/s',
    '1.2k/s',
    '23k/s',
  ]);
});

test('latencies and shares have two digits; few errors are not none', () => {
  expect([0.04, 0.44, 8.46, 42.4, 1234].map(latencyWords)).toEqual([
    '<0.1 ms',
    '0.4 ms',
    '8.5 ms',
    '42 ms',
    '1.2 s',
  ]);
  expect([0, 0.002, 0.125, 0.999, 1].map(shareWords)).toEqual(['0%', '<1%', '13%', '99%', '100%']);
});

test('times grow in steps', () => {
  expect([900, 4000, 61_000, 7_300_000].map((ms) => agoWords(noon, noon + ms))).toEqual([
    'just now',
    '4 s ago',
    '1 min ago',
    '2 h ago',
  ]);
  expect(elapsedWords(noon, noon - 5000)).toBe('0 s');
  expect(timeOfDay(noon, 90)).toBe('15:35:00');
});

test('errors are the last thing to be left out of a flow', () => {
  const failing = { perSecond: 26, errorsPerSecond: 3, p95Ms: 28 };
  const words = (width: number) =>
    flowLine(failing, width)
      .map(({ text }) => text)
      .join('');
  expect([40, 20, 16, 11, 6].map(words)).toEqual([
    '26/s · ✗12% errors · p95 28 ms',
    '26/s ✗12% p95 28 ms',
    '26/s ✗12% 28 ms',
    '26/s ✗12%',
    '✗12%',
  ]);
});

test('no two states look the same without colours', () => {
  expect(new Set(serviceWords.map((word) => stateLook(word).symbol)).size).toBe(serviceWords.length);
});

test('words of a newer controller are shown as they are, in no colour', () => {
  expect(stateLook('hibernating')).toEqual({ symbol: '◇', style: {} });
  expect(stateLook('constructor')).toEqual(stateLook('hibernating'));
  expect(kindIcon('mesh')).toBe('◇');
});

test('a log line in JSON shows its message first; anything else stays as it is', () => {
  const text = (line: string) =>
    logText(line)
      .map((part) => part.text)
      .join('');
  expect(text('{"time":"x","level":"WARN","msg":"cache miss","id":"p-1","ms":3}')).toBe(
    'WARN cache miss id=p-1 ms=3',
  );
  expect(text('{"level":"INFO","msg":"ready"}')).toBe('ready');
  expect(text('{"time":"x","method":"GET","path":"/products/8","status":200,"bytes":144}')).toBe(
    'GET /products/8 200 bytes=144',
  );
  expect(text('{"no":"message"}')).toBe('{"no":"message"}');
  expect(text('{ half of')).toBe('{ half of');
});

test('NO_COLOR, the locale and the kernel console decide what is drawn', () => {
  expect(terminalLook({ LANG: 'en_US.UTF-8' }, 'linux')).toEqual({ colours: true, unicode: true });
  expect(terminalLook({ LANG: 'en_US.UTF-8', NO_COLOR: '1' }, 'linux').colours).toBe(false);
  expect(terminalLook({ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, 'linux').unicode).toBe(false);
  expect(terminalLook({ LANG: 'C.UTF-8', TERM: 'linux' }, 'linux').unicode).toBe(false);
  expect(terminalLook({}, 'linux').unicode).toBe(false);
  expect(terminalLook({}, 'darwin').unicode).toBe(true);
});

test('where there is no real terminal the view says why it is not shown', () => {
  const tty = { isTTY: true };
  expect(whyNoTerminalView(tty, tty, { TERM: 'xterm' })).toBeUndefined();
  expect(whyNoTerminalView(tty, tty, { TERM: 'dumb' })).toBe('TERM is dumb');
  expect(whyNoTerminalView({}, tty, {})).toBe('the output is not a terminal');
  expect(whyNoTerminalView(tty, {}, {})).toBe('the input is not a terminal');
});

test('what was said is not said again, whatever dresses it', () => {
  const cause = "its probe says 'FATAL: no such table'";
  expect(unsaid(['FATAL: no such table', 'another', 'another', ''], [cause])).toEqual(['another']);
  expect(unsaid(['2026-03-14 14:05:31.120 UTC [61] FATAL:  no such table'], [cause, undefined])).toEqual([]);
  const report = JSON.stringify({
    sim: 'runner',
    state: 'unready',
    detail: 'GET /readyz answered 503: {"ok":false}',
  });
  expect(unsaid([report], ['its probe says \'GET /readyz answered 503: {"ok":false}\''])).toEqual([]);
  expect(unsaid(['2026-03-14T14:05:31Z one', '14:05:32 two'], ['nothing'])).toHaveLength(2);
});

test.each([
  '2026-03-14T14:05:30.123456789Z started',
  '2026-03-14 14:05:30.123 UTC [1] LOG:  ready',
  '2026/03/14 14:05:30 listening on :8080',
  '2026/03/14 14:05:30 [notice] 1#1: start worker processes',
  '1:M 14 Mar 2026 14:05:09.123 * Ready to accept connections',
  '[14/Mar/2026:14:05:30 +0000] GET /',
  '14:05:30 ready',
])('the log knows that %j tells its time itself', (text) => {
  expect(beginsWithTime(text)).toBe(true);
});

test('a number at the start of a line is no time', () => {
  expect(['200 GET /products', '{"time":"2026-03-14T14:05:30Z"}', '127.0.0.1 - -'].some(beginsWithTime)).toBe(
    false,
  );
});

test('an address gets shorter, and keeps its port longest', () => {
  expect(addressForms('http://127.0.0.1:8081/')).toEqual([
    'http://127.0.0.1:8081/',
    'http://127.0.0.1:8081',
    '127.0.0.1:8081',
    ':8081',
  ]);
});
