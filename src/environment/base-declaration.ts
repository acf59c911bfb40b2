import type { Scope } from './dockerfile-words.js';

/** What an image declares that a Dockerfile begins from, as far as Go services meet it. */
export interface BaseDeclaration {
  readonly user: string | undefined;
  readonly workingDir: string;
  readonly environment: Scope;
}

/** What the engine gives to whom no image names a PATH. */
export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** By the names of images that are well known; of any other it is taken that it declares a PATH alone, as Debian and Alpine do. */
export function baseDeclaration(reference: string): BaseDeclaration {
  const plain = { user: undefined, workingDir: '/', environment: { PATH: defaultPath } };
  const [, name = '', tag = ''] = /([^/:@]+)(?::([^/@]+))?(?:@.*)?$/.exec(reference) ?? [];
  if (reference.includes('distroless/') && /nonroot/.test(tag)) {
    return { ...plain, user: '65532', workingDir: '/home/nonroot' };
  }
  if (/(?:^|\/)chainguard\//.test(reference)) return { ...plain, user: '65532' };
  if (name === 'golang') {
    const environment = { GOPATH: '/go', PATH: `/go/bin:/usr/local/go/bin:${defaultPath}` };
    return { user: undefined, workingDir: '/go', environment };
  }
  return plain;
}
