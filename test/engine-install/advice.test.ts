import { expect, test } from 'vitest';
import { engineAdvice, type Machine } from '../../src/engine/advice.js';

const debian: Machine = { platform: 'linux', isRoot: false, canInstall: true, hasSystemd: true };

test.each<[string, Parameters<typeof engineAdvice>[0], Machine, string]>([
  [
    'a socket that may not be opened asks for the group',
    'no-permission',
    debian,
    'sudo usermod -aG docker $USER',
  ],
  ['a user on Debian lets Sim install one', 'not-running', debian, 'bin/sim doctor --fix asks for sudo'],
  ['root on Debian agrees by --yes', 'not-running', { ...debian, isRoot: true }, 'bin/sim up --yes'],
  [
    'another Linux starts its service',
    'not-running',
    { ...debian, canInstall: false },
    'systemctl start docker',
  ],
  [
    'a Mac starts the one that it has',
    'not-running',
    { platform: 'darwin', isRoot: false, canInstall: false, hasSystemd: false },
    'open -a Docker',
  ],
  ['an old engine is updated', 'too-old', debian, 'Update Docker Engine to 25'],
])('%s', (_, trouble, machine, words) => {
  expect(engineAdvice(trouble, machine)).toContain(words);
});
