import { SimError } from '../errors.js';

/** Checks the name of an environment, which becomes part of container, network and folder names. */
export function checkEnvironmentName(name: string): string {
  if (/^[a-z][a-z0-9-]{0,31}$/.test(name)) return name;
  throw new SimError('usage', `'${name}' cannot be the name of an environment`, {
    hint: 'Use 1 to 32 lower-case letters, digits and hyphens, and start with a letter: --name shop-2',
  });
}
