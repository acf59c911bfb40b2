import { expect, test } from 'vitest';
import {
  complaintOf,
  lastSaid,
  newestLines,
  tellingLines,
} from '../../../src/state/instances/telling-lines.js';

test('of many lines those are told that are about trouble, structured ones in words', () => {
  const lines = [
    '{"time":"2026-11-25T04:10:00Z","level":"INFO","msg":"account added","error":""}',
    '{"time":"2026-11-25T04:10:01Z","level":"ERROR","msg":"find account","error":"hostname resolving error: no such host"}',
    'listening on :8080',
    '{"sim":"runner","state":"failed","build":2,"detail":"boom"}',
    'FATAL:  the database system is shutting down',
    '{"level":"warn","message":"slow"}',
  ];
  expect(tellingLines(lines)).toEqual([
    'ERROR find account: hostname resolving error: no such host',
    'FATAL:  the database system is shutting down',
    'WARN slow',
  ]);
  expect(newestLines(lines).slice(3)).toEqual(['INFO account added', 'listening on :8080']);
});

test('where no line is about trouble the last ones are told, and what is no log line stays as it is', () => {
  const lines = ['one', 'two', 'three', 'four', 'five', '{"id":7}', '{not json'];
  expect(tellingLines(lines)).toEqual(['three', 'four', 'five', '{"id":7}', '{not json']);
});

test('of much trouble the newest is told', () => {
  const lines = Array.from({ length: 20 }, (_, n) => `error ${n}`);
  expect(tellingLines([...lines, 'bye'])).toEqual(lines.slice(-8));
});

test('what was said last is the last, whatever was worse before', () => {
  const lines = [
    '{"level":"ERROR","msg":"boom"}',
    '{"level":"INFO","msg":"shutting down"}',
    'bye',
    '{"sim":"runner","state":"exited"}',
  ];
  expect(lastSaid(lines, 1)).toEqual(['bye']);
  expect(lastSaid(lines, 2)).toEqual(['INFO shutting down', 'bye']);
});

test.each([
  [
    'Go',
    ['panic: boom', '', 'goroutine 1 [running]:', 'main.main()', '\t/src/main.go:5 +0x1d', 'exit status 2'],
  ],
  ['Node', ['Error: boom', '    at main (/srv/main.js:1:7)', '', 'Node.js v24.1.0']],
  ['Java', ['Exception in thread "main" boom', '\tat Main.main(Main.java:3)']],
  [
    'Python',
    ['Traceback (most recent call last):', '  File "x.py", line 1, in <module>', 'ValueError: boom'],
  ],
])('of a stack of calls in %s the message counts as said last', (_, lines) => {
  expect(lastSaid(lines, 1).join()).toContain('boom');
});

test('a complaint is told without its level, and a line that is none tells nothing', () => {
  const warning = '{"level":"WARN","msg":"bad settings","error":"the last good ones stay"}';
  expect(complaintOf(warning)).toBe('bad settings: the last good ones stay');
  expect(complaintOf('{"level":"INFO","msg":"no error"}')).toBeUndefined();
});

test('what is said over and over is told once', () => {
  const lines = ['gone', 'bye', 'gone', 'gone', 'error 1', 'error 1'];
  expect(tellingLines(lines)).toEqual(['error 1 ×2']);
  expect(newestLines(lines)).toEqual(['error 1 ×2', 'bye', 'gone ×3']);
  expect(lastSaid(['bye', 'gone', 'gone'], 3)).toEqual(['bye', 'gone']);
});
