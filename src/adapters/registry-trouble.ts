/** Why a registry gave no image, as far as its own or the engine's words tell. */
export type RegistryTrouble =
  /** No name server knows the host. */
  | 'unknown-host'
  /** Nobody listens there, or there is no way to it. */
  | 'unreachable'
  /** It says nothing for as long as it was waited for. */
  | 'no-answer'
  /** Its certificate is not trusted, or it speaks no TLS. */
  | 'insecure'
  /** It wants to know who asks, or knows and refuses. */
  | 'refused'
  /** It answers everybody later. */
  | 'rate-limited'
  /** It has no such name or tag. */
  | 'missing'
  /** It has the image, and not for this platform. */
  | 'other-platform'
  /** It fails by itself, or in a way that nobody has met yet. */
  | 'broken';

// The first that fits counts. Words of the engine (moby, distribution/errors.go), of Go's network library, and of registries.
const telling: readonly (readonly [RegExp, RegistryTrouble])[] = [
  [/no such host|server misbehaving|temporary failure in name resolution/i, 'unknown-host'],
  [/toomanyrequests|too many requests|rate limit|429 /i, 'rate-limited'],
  [
    /no match(?:ing manifest)? for|does not match the specified platform|no child with platform/i,
    'other-platform',
  ],
  [/TLS handshake timeout/i, 'no-answer'],
  [/x509|certificate|tls: |HTTP response to HTTPS client/i, 'insecure'],
  // An image that is not there and one that is not for everybody are the same to Docker Hub: it says both in one sentence.
  [/manifest unknown|name unknown|not known to registry|not found/i, 'missing'],
  [/unauthorized|authentication required|no basic auth|denied|forbidden/i, 'refused'],
  [/connection refused|no route to host|network is unreachable|host is down|proxyconnect/i, 'unreachable'],
  [/timeout|timed out|deadline exceeded|awaiting headers|request canceled/i, 'no-answer'],
  [/connection reset|\bEOF\b|broken pipe/i, 'unreachable'],
];

/** Reads what was said when `reference` could not be pulled: what it is called by itself tells nothing. */
export function troubleIn(words: string, reference: string): RegistryTrouble {
  const said = words.replaceAll(/"[^"]*"/g, '').replaceAll(reference, '');
  return telling.find(([pattern]) => pattern.test(said))?.[1] ?? 'broken';
}

/** Whether it is trouble of the registry as a whole, so that it need not be asked for anything else meanwhile. */
export function isOfWholeRegistry(trouble: RegistryTrouble): boolean {
  return ['unknown-host', 'unreachable', 'no-answer', 'insecure'].includes(trouble);
}
