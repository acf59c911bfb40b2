import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { chooseRecipe } from '../../src/images/choose-recipe.js';
import { findRecipes, readRecipes } from '../../src/images/recipe.js';
import { recipeHint } from '../../src/images/recipe-words.js';

const recipes = findRecipes(fileURLToPath(new URL('../../', import.meta.url)));

/** The recipe that serves a name, `+alpine` where it is made on the stand-in for Alpine; else what can be said. */
function choice(reference: string): string {
  const chosen = chooseRecipe(recipes, reference);
  return chosen.kind === 'recipe'
    ? `${chosen.recipe.serves}${chosen.onAlpine ? '+alpine' : ''}`
    : `${chosen.kind}: ${recipeHint(chosen) ?? ''}`.trim();
}

describe('no version, or only how it is packed', () => {
  test.each([
    ['nginx', 'nginx:1'],
    ['nginx:stable-alpine', 'nginx:1+alpine'],
    ['nginx:mainline', 'nginx:1'],
    ['nginx:alpine3.20-slim', 'nginx:1+alpine'],
    ['postgres', 'postgres:17'],
    ['postgres:latest', 'postgres:17'],
    ['postgres:trixie', 'postgres:17'],
    ['postgres:alpine', 'postgres:17+alpine'],
    ['redis:alpine', 'redis:8+alpine'],
    ['redis:bookworm', 'redis:8'],
    ['docker.io/library/redis', 'redis:8'],
    ['index.docker.io/library/redis:latest', 'redis:8'],
    ['mariadb', 'mariadb:11.8'],
    ['golang', 'golang:1.26'],
    ['golang:alpine', 'golang:1.26+alpine'],
    ['golang:bookworm', 'golang:1.26'],
    ['debian', 'debian:trixie'],
    ['alpine', 'alpine:3'],
    ['gcr.io/distroless/static', 'gcr.io/distroless/static:latest'],
  ])('%s is served by %s', (reference, expected) => expect(choice(reference)).toBe(expected));
});

describe('a version that is named', () => {
  test.each([
    ['postgres:13', 'postgres:13'],
    ['postgres:13.4', 'postgres:13'],
    ['postgres:15-alpine', 'postgres:15+alpine'],
    ['postgres:17.12-trixie', 'postgres:17'],
    ['postgres:18.0-alpine3.22', 'postgres:18+alpine'],
    ['redis:6', 'redis:6'],
    ['redis:7.2-alpine', 'redis:7+alpine'],
    ['redis:8.0.4-bookworm', 'redis:8'],
    ['nginx:1.25', 'nginx:1'],
    ['mariadb:11', 'mariadb:11.8'],
    ['mariadb:11.8.2-noble', 'mariadb:11.8'],
    ['mariadb:10', 'mariadb:10.11'],
    ['golang:1.22', 'golang:1.26'],
    ['golang:1.22.5-alpine3.20', 'golang:1.26+alpine'],
    ['golang:1.26.1', 'golang:1.26'],
    ['golang:1', 'golang:1.26'],
    ['debian:bookworm-slim', 'debian:bookworm'],
    ['debian:12', 'debian:bookworm'],
    ['debian:12.5-slim', 'debian:bookworm'],
    ['debian:bookworm-20240110-slim', 'debian:bookworm'],
    ['debian:stable-slim', 'debian:trixie'],
    ['debian:sid', 'debian:sid'],
    ['alpine:3.19', 'alpine:3'],
    ['alpine:edge', 'alpine:3'],
    ['gcr.io/distroless/static-debian12:nonroot', 'gcr.io/distroless/static-debian12:nonroot'],
    ['prom/prometheus:v2.53.3', 'prom/prometheus:v2'],
    ['oliver006/redis_exporter:v1.69.0-alpine', 'oliver006/redis_exporter:v1'],
  ])('%s is served by %s alone', (reference, expected) => expect(choice(reference)).toBe(expected));
});

describe('what no recipe serves is said', () => {
  const postgres = 'The recipes here make postgres:17, postgres:18, postgres:15 and postgres:13.';
  test.each([
    ['postgres:16', `other-version: ${postgres}`],
    ['postgres:170', `other-version: ${postgres}`],
    ['postgres:1', `other-version: ${postgres}`],
    ['postgres:14-alpine', `other-version: ${postgres}`],
    ['postgres:nightly', `other-version: ${postgres}`],
    ['redis:5', 'other-version: The recipes here make redis:8, redis:7 and redis:6.'],
    ['mariadb:11.4', 'other-version: The recipes here make mariadb:11.8 and mariadb:10.11.'],
    ['golang:1.99', 'other-version: The recipe here makes golang:1.26.'],
    ['golang:tip', 'other-version: The recipe here makes golang:1.26.'],
    [
      'debian:buster',
      'other-version: The recipes here make debian:trixie, debian:bookworm, debian:bullseye and debian:sid.',
    ],
    ['prom/prometheus:v3.0.0', 'other-version: The recipe here makes prom/prometheus:v2.'],
    ['prom/prometheus:v20', 'other-version: The recipe here makes prom/prometheus:v2.'],
    [
      'redis:8@sha256:abc',
      'pinned: A digest names one content, which only a registry has: without it a recipe makes redis:8.',
    ],
    ['mysql:8', 'close: A recipe makes mariadb, which speaks the same protocol: name that.'],
    ['mysql', 'close: A recipe makes mariadb, which speaks the same protocol: name that.'],
    ['example.test/postgres:17', 'none:'],
    ['ubuntu:22.04', 'none:'],
  ])('%s: %s', (reference, expected) => expect(choice(reference)).toBe(expected));
});

describe('the comments of a recipe', () => {
  test('name tags, stage, release, arguments, reach and words', () => {
    const text = `# sim:compile golang:1.26
# sim:serves a/b:v2,2 --target two --suite bookworm --arg X=1 --arg Y=z=1 --and-older --alpine as The B of A
# sim:serves c:3
# sim:instead-of d
ARG BASE
`;
    const [first, second] = readRecipes(text, '/stacks/x');
    expect(first).toEqual({
      ...{ serves: 'a/b:v2', name: 'a/b', tags: ['v2', '2'], reach: 'older', suite: 'bookworm' },
      ...{ args: { X: '1', Y: 'z=1' }, hasAlpine: true, words: 'The B of A', insteadOf: ['d'] },
      ...{ target: 'two', compile: 'golang:1.26' },
      ...{ dockerfile: '/stacks/x/Dockerfile.local', context: '/stacks/x/image' },
    });
    expect(second).toMatchObject({
      tags: ['3'],
      reach: 'line',
      suite: 'trixie',
      words: 'c 3 of Debian trixie',
    });
  });

  test('say of Go which one it is that the recipe fetches', () => {
    const go = recipes.find(({ name }) => name === 'golang');
    expect(go?.words).toBe(
      `Go ${/GOTOOLCHAIN=go([\d.]+)/.exec(readFileSync(go?.dockerfile ?? '', 'utf8'))?.[1]}`,
    );
  });
});
