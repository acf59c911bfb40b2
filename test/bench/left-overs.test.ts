import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { benchName, leftOvers, ofEndedBench, runsBench } from './left-overs.js';

const alive = 41;
const of = (name: string) => ({ 'dev.sim.environment': name, 'dev.sim.state': `/tmp/copy/.sim/${name}` });
const left = (...labels: Parameters<typeof leftOvers>[0]) =>
  leftOvers(labels, (name) => ofEndedBench(name, (pid) => pid === alive));

test('what a bench left whose process has gone is found once, with its checkout', () => {
  const name = benchName('chain-0ms', 40);
  expect(left(of(name), of(name))).toEqual([{ kind: 'environment', name, checkout: '/tmp/copy' }]);
});

test('a bench that still runs keeps what it has, and so does everybody else', () => {
  expect(
    left(
      of(`bench-chain-${alive}`),
      of('shop'),
      of('bench'),
      of('bench-mine'),
      of('my-bench-chain-40'),
      { 'com.docker.compose.project': 'theirs' },
      {},
      null,
    ),
  ).toEqual([]);
});

test('a volume without its folder belongs to the same bench as the container that names it', () => {
  const volume = { 'dev.sim.environment': 'bench-shop-40' };
  const expected = [{ kind: 'environment', name: 'bench-shop-40', checkout: '/tmp/copy' }];
  expect(left(volume, of('bench-shop-40'))).toEqual(expected);
  expect(left(of('bench-shop-40'), volume)).toEqual(expected);
  // Alone it is still no project: Sim named it.
  expect(left(volume)).toEqual([{ kind: 'environment', name: 'bench-shop-40', checkout: undefined }]);
});

test('what Compose alone brought up is told from an environment', () => {
  expect(left({ 'com.docker.compose.project': 'bench-watch-40' })).toEqual([
    { kind: 'project', name: 'bench-watch-40', checkout: undefined },
  ]);
});

test('a process that has the number of a bench, and is none, does not count as it', async () => {
  expect(runsBench(process.pid)).toBe(false);
  // As `npm run bench` starts it.
  const bench = spawn(process.execPath, ['--eval', 'process.stdin.resume()', 'test/bench/main.ts']);
  await once(bench, 'spawn');
  expect(runsBench(bench.pid ?? 0)).toBe(true);
  bench.stdin.end();
  await once(bench, 'exit');
  expect(runsBench(bench.pid ?? 0)).toBe(false);
});
