import { expect, test } from 'vitest';
import {
  dotEnvIsOff,
  envFilesByVariable,
  environmentByVariable,
  filesByVariable,
  profilesByVariable,
} from '../../src/environment/compose-variables.js';

test('COMPOSE_FILE names files in their order, parted by what COMPOSE_PATH_SEPARATOR says', () => {
  expect(filesByVariable({ COMPOSE_FILE: 'a.yaml:b/c.yaml' })).toEqual(['a.yaml', 'b/c.yaml']);
  expect(filesByVariable({ COMPOSE_FILE: 'a:b;c', COMPOSE_PATH_SEPARATOR: ';' })).toEqual(['a:b', 'c']);
  expect(filesByVariable({ COMPOSE_FILE: '' })).toEqual([]);
  expect(filesByVariable({})).toEqual([]);
});

test('COMPOSE_ENV_FILES and COMPOSE_PROFILES are lists with commas', () => {
  expect(envFilesByVariable({ COMPOSE_ENV_FILES: 'a.env,b.env,' })).toEqual(['a.env', 'b.env']);
  expect(profilesByVariable({ COMPOSE_PROFILES: 'debug, tools' })).toEqual(['debug', 'tools']);
  expect([envFilesByVariable({}), profilesByVariable({ COMPOSE_PROFILES: '' })]).toEqual([[], []]);
});

test('COMPOSE_DISABLE_ENV_FILE is read as Go reads what is true', () => {
  expect(['1', 'true', 'T'].map((value) => dotEnvIsOff({ COMPOSE_DISABLE_ENV_FILE: value }))).toEqual([
    true,
    true,
    true,
  ]);
  expect(dotEnvIsOff({ COMPOSE_DISABLE_ENV_FILE: '0' })).toBe(false);
  expect(dotEnvIsOff({})).toBe(false);
});

test.each([
  ['blue', 'blue'],
  ['my_app', 'my-app'],
  ['9Lives', 'lives'],
  ['images', 'sim-images'],
  ['a'.repeat(40), 'a'.repeat(32)],
  ['__', undefined],
  ['', undefined],
  [undefined, undefined],
])('COMPOSE_PROJECT_NAME %s names the environment %s', (project, name) => {
  expect(environmentByVariable({ COMPOSE_PROJECT_NAME: project })).toBe(name);
});
