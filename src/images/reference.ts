/** The parts of an image reference. */
export interface ImageReference {
  /** With the registry, where one is named; `library/` is left out. */
  readonly name: string;
  /** `undefined` where only a digest, or nothing, is given. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

// Docker's own spellings of its registry; they all mean the short name.
const officialPrefixes = ['docker.io/library/', 'docker.io/', 'index.docker.io/library/', 'library/'];

/** Takes a reference like `docker.io/library/postgres:17.6-trixie@sha256:…` apart. */
export function parseReference(reference: string): ImageReference {
  const [named = '', digest] = reference.split('@');
  const slash = named.lastIndexOf('/');
  const colon = named.indexOf(':', slash + 1);
  const long = colon === -1 ? named : named.slice(0, colon);
  const prefix = officialPrefixes.find((candidate) => long.startsWith(candidate)) ?? '';
  return {
    name: long.slice(prefix.length),
    tag: colon === -1 ? undefined : named.slice(colon + 1),
    digest,
  };
}

/**
 * Whether `reference` is what a recipe serves: the same name and a tag of the same version line (`17` serves `17.6-trixie`, `v2`
 * serves `v2.53.3`).
 */
export function isServedBy(reference: string, served: string): boolean {
  const wanted = parseReference(reference);
  const offer = parseReference(served);
  if (wanted.name !== offer.name || offer.tag === undefined) return false;
  const version = /^v?\d+(?:\.\d+)*/.exec(wanted.tag ?? '')?.[0];
  return version !== undefined && (version === offer.tag || version.startsWith(`${offer.tag}.`));
}
