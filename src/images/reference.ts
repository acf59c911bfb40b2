/** The parts of an image reference. */
export interface ImageReference {
  /** With the registry, where one is named; `library/` is left out. */
  readonly name: string;
  /** `undefined` where only a digest, or nothing, is given. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

// Docker's own spellings of its registry; they all mean the short name.
const officialPrefixes = [
  'docker.io/library/',
  'docker.io/',
  'index.docker.io/library/',
  'index.docker.io/',
  'library/',
];

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
 * The name under which BuildKit looks for a build context that replaces an image: as people write it, without `latest`. Any other
 * spelling of the same image is never looked for.
 */
export function contextName(reference: string): string {
  const { name, tag, digest } = parseReference(reference);
  return `${name}${tag === undefined || tag === 'latest' ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}
