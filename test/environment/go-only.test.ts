import { expect, test } from 'vitest';
import {
  goOnlyFile,
  goOnlyIn,
  goOnlyOf,
  wantsAnImage,
  withoutStandIns,
} from '../../src/environment/go-only.js';
import { resolveEnvironment } from '../../src/environment/resolve.js';
import { parseSource } from '../../src/environment/source.js';
import { inputFor, refusal, stackSource } from './declare.js';

const text = `x-defaults: &defaults
  image: shared
x-go: &go
  x-sim: {go: ./cmd/merged}
services:
  front: {x-sim: {go: ./cmd/front}, ports: ["9000:9000"]}
  back:
    x-sim:
      go: ./cmd/back
    profiles: [late]
  merged: {<<: *go, expose: ["1"]}
  imaged: {image: x, x-sim: {go: ./cmd/imaged}}
  based: {<<: *defaults, x-sim: {go: ./cmd/based}}
  built: {build: ., x-sim: {go: ./cmd/built}}
  db: {image: postgres}
  lost: {x-sim: {kind: worker}}
`;

test('services that have x-sim.go and neither an image nor a build are seen in the files, of several files together', () => {
  expect(goOnlyIn([stackSource('a', text)])).toEqual(['front', 'back', 'merged']);
  const more = parseSource('/project/more.yaml', 'services: {front: {image: y}, lost: {x-sim: {go: .}}}\n');
  expect(goOnlyIn([stackSource('a', text), more])).toEqual(['back', 'merged', 'lost']);
  expect(goOnlyIn([stackSource('a', 'services: {a: {image: x}}\n')])).toEqual([]);
});

test('of files that read others nothing is guessed', () => {
  expect(goOnlyIn([stackSource('a', `include: [b.yaml]\n${text}`)])).toEqual([]);
});

test('what stands in for their image is in the file for Compose, and nobody sees it afterwards', () => {
  expect(goOnlyFile(['front'])).toMatch(/^services:\n {2}front:\n {4}image: "sim\.local\//);
  const { declared } = inputFor(`${goOnlyFile(['front'])}    x-sim: {go: ./front}\n  db: {image: x}\n`);
  const project = withoutStandIns(declared);
  expect(project.services.front).not.toHaveProperty('image');
  expect(project.services.db).toHaveProperty('image', 'x');
  expect(goOnlyOf(project)).toEqual(['front']);
  const { services } = resolveEnvironment(inputFor('services: {front: {x-sim: {go: ./front}}}\n'));
  expect(services.front).toMatchObject({ image: undefined, built: false, kind: 'service' });
});

test('where no source is compiled they are refused at their place', () => {
  const only = 'services:\n  front:\n    x-sim:\n      go: ./front\n  db: {image: x, x-sim: {go: ./db}}\n';
  const error = refusal(inputFor(only, { watch: false }));
  expect(error.message).toBe(
    "stacks/app/compose.yaml:4:7: --no-watch runs images, and service 'front' has none: x-sim.go is all that it is made from",
  );
  expect(error.detail).toBeUndefined();
});

test("Compose's complaint about them is known", () => {
  expect(
    wantsAnImage('service "a" has neither an image nor a build context specified: invalid compose project'),
  ).toBe(true);
  expect(wantsAnImage('services.a.image must be a string')).toBe(false);
});
