import { expect, test } from 'vitest';
import { referencesOf } from '../../src/environment/includes.js';
import { stackSource } from './declare.js';

test('short and long includes, several files as one, and extended files are followed', () => {
  const source = stackSource(
    'app',
    `include:
  - ../postgres/compose.yaml
  - path: [../redis/compose.yaml, ./redis.override.yaml]
    project_directory: ../redis
  - path: ../$\{QUEUE:-nats}/compose.yaml
services:
  a: {extends: {file: ../base/base.yaml, service: base}}
  b: {extends: a}
`,
  );
  expect(
    referencesOf(source, {}).map(({ file, directory, declares }) => [file, directory, declares]),
  ).toEqual([
    ['/project/stacks/postgres/compose.yaml', '/project/stacks/postgres', true],
    ['/project/stacks/redis/compose.yaml', '/project/stacks/redis', true],
    ['/project/stacks/app/redis.override.yaml', '/project/stacks/redis', true],
    ['/project/stacks/nats/compose.yaml', '/project/stacks/nats', true],
    ['/project/stacks/base/base.yaml', '/project/stacks/base', false],
  ]);
});

test('files on other machines are left to Compose', () => {
  const source = stackSource('app', 'include: ["oci://x/y", "https://git.example/x.git"]\nservices: {}\n');
  expect(referencesOf(source, {})).toEqual([]);
});
