import { expect, test } from 'vitest';
import { readDockerfile } from '../../src/environment/dockerfile.js';
import { SimError } from '../../src/errors.js';
import { buildFailure } from '../../src/images/build-failure.js';

const text =
  '# syntax=docker/dockerfile:1-labs\nFROM alpine:3\nRUN apk add \\\n  bar \\\n  foo=1.2-r0\nFROM ubuntu:22.04\nCOPY --from=0 / /\n';
const needs = { ...readDockerfile(text, {}), frontend: undefined };
const prepared = {
  ...{ help: { bases: {}, args: {}, secrets: {} }, standIns: [], dockerfile: 'api/Dockerfile', text, needs },
};
const failed = (detail: string) => new SimError('compose-failed', 'failed to solve: no', { detail });

test('a package that apk does not know is said of its line', () => {
  const detail = `#7 0.242 apk: no package foo among those that this stand-in for Alpine knows
#7 ERROR: process "/bin/sh -c apk add foo" did not complete successfully: exit code: 1
failed to solve: process "/bin/sh -c apk add foo" did not complete successfully: exit code: 1`;
  expect(buildFailure(failed(detail), prepared)).toMatchObject({
    code: 'image-unavailable',
    message: 'api/Dockerfile:5: apk has no package foo among those that this stand-in for Alpine knows',
    hint: expect.stringContaining('Debian'),
    detail,
  });
});

test.each([
  [
    'failed to do request: Head "https://registry-1.docker.io/v2/library/ubuntu/manifests/22.04": dial tcp: lookup registry-1.docker.io: no such host',
    "ubuntu:22.04 is not here, and Docker Hub can't be reached: no such host.",
    'docker pull ubuntu:22.04',
  ],
  ['docker.io/library/ubuntu:22.04: not found', 'Docker Hub has no image ubuntu:22.04.', 'name and tag'],
  [
    'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope',
    'Docker Hub does not give ubuntu:22.04 to you: it wants a login, or has no such image.',
    'docker login',
  ],
])('an image that can’t be had is said of the line that names it: %s', (words, message, hint) => {
  const detail = `failed to solve: ubuntu:22.04: failed to resolve source metadata for docker.io/library/ubuntu:22.04: ${words}`;
  expect(buildFailure(failed(detail), prepared)).toMatchObject({
    message: `api/Dockerfile:6: ${message}`,
    hint: expect.stringContaining(hint),
  });
});

test('where the builder’s own frontend gives up, the line that asks for another one is named', () => {
  const frontend = { reference: 'docker/dockerfile:1-labs', line: 1 };
  expect(buildFailure(failed('no'), { ...prepared, needs: { ...needs, frontend } })).toMatchObject({
    message:
      "api/Dockerfile:1 asks for the frontend docker/dockerfile:1-labs, which can't be had; the builder's own ended with: failed to solve: no",
  });
});

test('a command that fails is not the fault of the frontend', () => {
  const frontend = { reference: 'docker/dockerfile:1', line: 1 };
  const error = failed(
    'failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 2',
  );
  expect(buildFailure(error, { ...prepared, needs: { ...needs, frontend } })).toBe(error);
});

test('any other failure stays as it is', () => {
  const error = failed('no');
  expect(buildFailure(error, prepared)).toBe(error);
});
