import { expect, test } from 'vitest';
import { unsetVariable } from '../../../src/adapters/compose/unset-variable.js';

const said = 'variable is not set. Defaulting to a blank string.';

test.each([
  [`time="2026-11-30T06:37:21Z" level=warning msg="The \\"xyz\\" ${said}"`, 'xyz'],
  [`WARN[0000] The "TAG" ${said}`, 'TAG'],
  ['time="2026-11-30T06:37:21Z" level=warning msg="the attribute `version` is obsolete"', undefined],
  ['services:', undefined],
])('%s', (line, variable) => {
  expect(unsetVariable(line)).toBe(variable);
});
