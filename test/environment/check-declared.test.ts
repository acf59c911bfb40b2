import { expect, test } from 'vitest';
import { checkDeclared } from '../../src/environment/check-declared.js';
import { exitCodeOf } from '../../src/errors.js';
import { inputFor, refused, root } from './declare.js';

/** How the file is refused, whatever Compose made of it. */
function refusalOf(text: string, asResolved = text) {
  const { declared } = inputFor(asResolved);
  return refused(() => checkDeclared(declared, inputFor(text).sources, root));
}

test('a file without any service is refused by its name', () => {
  const refusal = refusalOf('services: {}\n');
  expect(refusal).toMatchObject({
    code: 'invalid-environment',
    message: 'stacks/app/compose.yaml:1:1: no service is declared here',
    hint: 'Name at least one under services:',
  });
  expect(exitCodeOf(refusal)).toBe(2);
});

test('where every service waits for a profile, they and the option are named', () => {
  expect(refusalOf('services:\n  a: {image: x, profiles: [p]}\n', 'services: {}\n')).toMatchObject({
    message: 'stacks/app/compose.yaml:1:1: no service of this file is enabled',
    hint: 'Every one waits for its profile (a): enable one with --profile.',
  });
});

test('ports in the long form that no machine has are refused at their place, each once', () => {
  const text = `services:
  a:
    image: x
    ports:
      - {target: 80, published: "80"}
      - {target: 80, published: "70000"}
      - {target: 99999}
`;
  const refusal = refusalOf(text);
  expect(refusal.message).toBe('stacks/app/compose.yaml:6:9: there is no port 70000');
  expect(refusal.detail).toBe('stacks/app/compose.yaml:7:9: there is no port 99999');
});

test('what can be brought up passes', () => {
  const { declared, sources } = inputFor('services:\n  a: {image: x, ports: [{target: 65535}]}\n');
  expect(() => checkDeclared(declared, sources, root)).not.toThrow();
});

test('a service named as every object names something is refused at its place', () => {
  const text = 'services:\n  web: {image: x}\n  constructor: {image: x}\n  toString: {image: x}\n';
  const refusal = refusalOf(text);
  expect(refusal).toMatchObject({
    code: 'invalid-environment',
    message: "stacks/app/compose.yaml:3:3: Sim can't have a service named 'constructor'",
  });
  expect(refusal.detail).toMatch(/:4:\d+: Sim can't have a service named 'toString'/);
});

test('less than no container is refused at its place, by either word', () => {
  const text = (service: string) => `services:\n  a:\n    image: x\n    ${service}\n`;
  expect(refusalOf(text('scale: -1'))).toMatchObject({
    code: 'invalid-environment',
    message: "stacks/app/compose.yaml:4:5: service 'a' is to be -1 containers",
    hint: 'Ask for none (0) or more.',
  });
  expect(refusalOf(text('deploy: {replicas: -2}')).message).toBe(
    "stacks/app/compose.yaml:4:14: service 'a' is to be -2 containers",
  );
});
