import { SimError } from '../errors.js';

/** The folder beside those of the environments in which Sim's own images leave their files. */
export const imagesFolderName = 'images';

/** Why this can't be the name of an environment, which becomes part of container, network and folder names; `undefined`: it can. */
export function whyNoName(name: string): string | undefined {
  if (name === imagesFolderName) return `'${name}' is the name of a folder of Sim's own`;
  return /^[a-z][a-z0-9-]{0,31}$/.test(name)
    ? undefined
    : 'a name has 1 to 32 lower-case letters, digits and hyphens, and has to start with a letter';
}

/** The name itself. Throws SimError `usage` where it can't be one. */
export function checkEnvironmentName(name: string): string {
  const why = whyNoName(name);
  if (why === undefined) return name;
  throw new SimError('usage', `'${name}' cannot be the name of an environment`, {
    hint: `${why}: --name shop-2`,
  });
}
