import { expect, test } from 'vitest';
import { parseSource } from '../../../src/environment/source.js';
import { SimError } from '../../../src/errors.js';
import { explainFailure } from '../../../src/inputs/declaration/explain-failure.js';

const source = parseSource('/shop/compose.yaml', 'services:\n  a:\n    image: x\n    depends_on: [bb]\n');

function explained(detail: string) {
  const error = new SimError('compose-failed', detail.split('\n').at(-1) ?? '', { detail });
  return explainFailure(error, [source], '/shop');
}

test('what Compose says is said once, with its place', () => {
  expect(explained('service "a" depends on undefined service "bb": invalid compose project')).toMatchObject({
    code: 'invalid-environment',
    message: 'compose.yaml:4:18: service "a" depends on undefined service "bb"',
    detail: undefined,
  });
  expect(explained('Invalid hostPort: 99999')).toMatchObject({
    code: 'invalid-environment',
    message: 'there is no port 99999',
  });
});

test('more lines than are explained are kept', () => {
  const said = 'a warning\nservice "a" depends on undefined service "bb"';
  expect(explained(said)).toMatchObject({ code: 'invalid-environment', detail: said });
});

test('a service that no file has is a usage error, which says what names the files where nobody typed them', () => {
  const error = new SimError('compose-failed', 'no such service: app');
  const about = (namedBy: 'option' | 'variable') => explainFailure(error, [source], '/shop', namedBy);
  expect(about('option')).toMatchObject({
    code: 'usage',
    message: "there is no service 'app' in these files",
    hint: 'The services are: a.',
  });
  expect(about('variable')).toMatchObject({
    code: 'usage',
    message: "there is no service 'app' in the files that COMPOSE_FILE names",
  });
});
