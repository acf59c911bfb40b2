import { expect, test } from 'vitest';
import type { UpRequest } from '../../../src/contract/requests.js';
import { addedRequest, areSameFiles, scalesLeft } from '../../../src/inputs/declaration/added-request.js';
import { upWords } from '../../../src/inputs/declaration/up-words.js';
import { definition, environment, waitsFor } from '../../fakes/environment.js';

const plain: UpRequest = { stacks: [], cwd: '/shop', profiles: [], images: 'auto', watch: true };
const ofStacks = (...stacks: readonly string[]): UpRequest => ({ ...plain, stacks });
const ofFiles = (paths: readonly string[], ...services: readonly string[]): UpRequest => ({
  ...plain,
  files: { paths, namedBy: 'option', services },
});

test('a second up adds stacks', () => {
  expect(addedRequest(ofStacks('app'), ofStacks('redis', 'app')).stacks).toEqual(['app', 'redis']);
  expect(addedRequest(undefined, ofStacks('redis')).stacks).toEqual(['redis']);
  expect(addedRequest(ofFiles(['a.yaml']), ofStacks('redis')).stacks).toEqual(['redis']);
});

test('a second up of the same files adds services, and all stay all', () => {
  const services = (earlier: UpRequest, request: UpRequest) => addedRequest(earlier, request).files?.services;
  expect(services(ofFiles(['a.yaml'], 'api'), ofFiles(['/shop/a.yaml'], 'db'))).toEqual(['api', 'db']);
  expect(services(ofFiles(['a.yaml']), ofFiles(['a.yaml'], 'db'))).toEqual([]);
  expect(services(ofFiles(['a.yaml'], 'db'), ofFiles(['a.yaml']))).toEqual([]);
});

test('an up of other files, or of the same in another order, is another request', () => {
  const other = ofFiles(['b.yaml', 'a.yaml'], 'db');
  expect(addedRequest(ofFiles(['a.yaml', 'b.yaml'], 'api'), other)).toEqual(other);
  expect(areSameFiles(ofFiles(['a.yaml']), { ...ofFiles(['shop/a.yaml']), cwd: '/' })).toBe(true);
  expect(areSameFiles(ofFiles(['a.yaml']), ofFiles(['a.yaml', 'a.yaml']))).toBe(false);
});

test('the words of an up ask for the same again from anywhere', () => {
  const request: UpRequest = {
    ...ofFiles(['compose.yaml', '../more.yaml', '-'], 'api', 'db'),
    ...{ envFiles: ['team.env'], profiles: ['debug'], images: 'local', watch: false },
  };
  expect(upWords(request).join(' ')).toBe(
    '-f /shop/compose.yaml -f /more.yaml -f - --env-file /shop/team.env --profile debug --images local --no-watch api db',
  );
  expect(upWords(ofStacks('app'))).toEqual(['--sample']);
  expect(upWords(ofStacks('app', 'redis'))).toEqual(['--sample', 'app', 'redis']);
});

test('an up of some services leaves as many containers of the others as somebody asked for, but of what those depend on', () => {
  const { services } = environment([
    definition('db'),
    definition('api', { dependsOn: [waitsFor('db')] }),
    definition('web', { stack: 'front' }),
  ]);
  const scales = { db: 2, api: 3, web: 4, gone: 5 };
  const left = (earlier: UpRequest | undefined, request: UpRequest) =>
    scalesLeft(scales, earlier, request, services);
  const earlier = ofFiles(['a.yaml']);
  expect(left(earlier, ofFiles(['a.yaml'], 'web'))).toEqual({ db: 2, api: 3 });
  expect(left(earlier, ofFiles(['a.yaml'], 'api'))).toEqual({ web: 4 });
  expect(left(earlier, ofFiles(['a.yaml']))).toEqual({});
  expect(left(earlier, ofFiles(['b.yaml'], 'web'))).toEqual({});
  expect(left(undefined, ofFiles(['a.yaml'], 'web'))).toEqual({});
  expect(left(ofStacks('front'), ofStacks('front'))).toEqual({ db: 2, api: 3 });
});
