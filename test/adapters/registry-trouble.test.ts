import { expect, test } from 'vitest';
import { isOfWholeRegistry, troubleIn } from '../../src/adapters/registry-trouble.js';

// As engines 26 and 28 said it, behind a real registry each.
test.each([
  [
    'Get "https://registry.invalid.example:5000/v2/": dial tcp: lookup registry.invalid.example on 127.0.0.53:53: no such host',
    'unknown-host',
  ],
  [
    'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: Temporary failure in name resolution',
    'unknown-host',
  ],
  ['Get "http://localhost:5999/v2/": dial tcp 127.0.0.1:5999: connect: connection refused', 'unreachable'],
  ['Get "https://10.1.2.3/v2/": dial tcp 10.1.2.3:443: connect: no route to host', 'unreachable'],
  [
    'Get "http://localhost:5999/v2/": read tcp 127.0.0.1:4->127.0.0.1:5999: read: connection reset by peer',
    'unreachable',
  ],
  ['Get "http://localhost:5999/v2/": EOF', 'unreachable'],
  ['Get "https://10.1.2.3/v2/": dial tcp 10.1.2.3:443: i/o timeout', 'no-answer'],
  [
    'Get "https://r.example/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    'no-answer',
  ],
  ['Get "https://r.example/v2/": net/http: TLS handshake timeout', 'no-answer'],
  [
    'Get "https://r.example/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'insecure',
  ],
  ['Get "https://10.1.2.3:5000/v2/": http: server gave HTTP response to HTTPS client', 'insecure'],
  ['Head "https://r.example/v2/team/app/manifests/1": no basic auth credentials', 'refused'],
  ['unauthorized: authentication required', 'refused'],
  [
    "pull access denied for team/app, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    'refused',
  ],
  ['manifest for localhost:5017/sample:nope not found: manifest unknown: manifest unknown', 'missing'],
  [
    'repository localhost:5017/nope not found: name unknown: repository name not known to registry',
    'missing',
  ],
  ['toomanyrequests: You have reached your unauthenticated pull rate limit.', 'rate-limited'],
  ['no matching manifest for linux/arm64/v8 in the manifest list entries', 'other-platform'],
  ['no match for platform in manifest: not found', 'other-platform'],
  [
    'image with reference localhost:5017/multi:1 was found but does not match the specified platform: wanted linux/arm64, actual: linux/amd64',
    'other-platform',
  ],
  ['received unexpected HTTP status: 500 Internal Server Error', 'broken'],
])('%s', (words, trouble) => expect(troubleIn(words, 'team/app')).toBe(trouble));

test('what an image is called says nothing of why it was not given', () => {
  const reference = 'localhost:5017/certificate-timeout:denied';
  expect(troubleIn(`manifest for ${reference} not found: manifest unknown`, reference)).toBe('missing');
  const url = 'Get "http://localhost:5017/v2/certificate-timeout/manifests/denied": connection refused';
  expect(troubleIn(url, reference)).toBe('unreachable');
});

test('a registry speaks for itself where nobody gets anything, not where one image is refused', () => {
  expect(
    ['unknown-host', 'unreachable', 'no-answer', 'insecure'].every((one) => isOfWholeRegistry(one as never)),
  ).toBe(true);
  expect(
    ['refused', 'missing', 'other-platform', 'rate-limited', 'broken'].some((one) =>
      isOfWholeRegistry(one as never),
    ),
  ).toBe(false);
});
