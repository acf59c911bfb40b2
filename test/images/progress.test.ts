import { expect, test } from 'vitest';
import { createPullProgress } from '../../src/adapters/pull-progress.js';
import { failureLines, progressLine } from '../../src/images/build-progress.js';

test.each([
  ['#6 1.203 Unpacking redis (5:8.0.2) ...', 'Unpacking redis (5:8.0.2) ...'],
  ['#6 [stage-1 2/3] RUN --mount=type=tmpfs,target=/x apt-get install', '[stage-1 2/3] RUN apt-get install'],
  ['#7 exporting layers 0.3s done', 'writing the image'],
  ['#6 DONE 1.2s', undefined],
  ['#1 [internal] load build definition from Dockerfile', undefined],
  ['#4 [auth internal] load build context', undefined],
  ['', undefined],
  ['#6 0.1 \u001b[31mred\u001b[0m', 'red'],
])('the builder line %j shows as %j', (line, expected) => {
  expect(progressLine(line)).toBe(expected);
});

test('of a failed build the last words and the verdict are kept', () => {
  const text =
    '#5 0.1 one\n#6 0.2 E: no package\n------\n > [2/3] RUN x:\nERROR: failed to solve: exit code: 100\n';
  expect(failureLines(text)).toBe('one\nE: no package\nERROR: failed to solve: exit code: 100');
});

test('a pull is one sum over all layers', () => {
  const progress = createPullProgress();
  expect(progress({ status: 'Pulling from library/redis' })).toBe('Pulling from library/redis');
  progress({ status: 'Downloading', id: 'a', progressDetail: { current: 5e6, total: 20e6 } });
  expect(progress({ status: 'Downloading', id: 'b', progressDetail: { current: 1e6, total: 30e6 } })).toBe(
    'pulled 6 of 50 MB',
  );
  expect(progress({ status: 'Download complete', id: 'a' })).toBe('pulled 21 of 50 MB');
});
