import { existsSync } from 'node:fs';
import { SimError } from '../errors.js';
import { engineAdvice, type Machine } from './advice.js';
import type { EngineMissing } from './engine.js';
import { fittingDistribution } from './install/distribution.js';

/** The error for an engine that is missing: what is wrong, and what to type next on this machine. */
export function refusal(found: EngineMissing): SimError {
  const code = {
    'not-running': 'no-engine',
    'not-where-named': 'no-engine',
    misnamed: 'no-engine',
    'no-compose': 'engine-too-old',
    'too-old': 'engine-too-old',
    unsupported: 'no-engine',
    'no-permission': 'engine-permission',
  } as const;
  return new SimError(code[found.trouble], found.message, {
    hint: found.remedy ?? engineAdvice(found.trouble, thisMachine()),
  });
}

function thisMachine(): Machine {
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    canInstall: fittingDistribution() !== undefined,
    hasSystemd: existsSync('/run/systemd/system'),
  };
}
