import { expect, test } from 'vitest';
import { composeProject } from '../../src/environment/compose-project.js';
import { hookRemarks } from '../../src/environment/hook-remarks.js';

test('hooks that Compose takes and does not run are told, each by its name', () => {
  const hook = [{ command: ['true'] }];
  const project = composeProject({
    name: 'x',
    services: {
      db: { image: 'redis:8', pre_stop: hook, post_start: hook },
      web: { image: 'nginx:1', pre_stop: hook },
      plain: { image: 'nginx:1' },
    },
  });
  expect(hookRemarks(project).map(({ service, text }) => `${service}: ${text.split(' hooks')[0]}`)).toEqual([
    'db: its post_start and pre_stop',
    'web: its pre_stop',
  ]);
});
