import { createHash } from 'node:crypto';
import { isAtLeast } from '../../engine/versions.js';
import { escaped } from '../../environment/escape.js';
import type { PlainNetwork } from '../../environment/plain-networks.js';

/** Since then a network carries a hash of what was declared, by which Compose sees whether that has changed. */
const hashingVersion = '2.31';

/**
 * What Compose writes on a network that it creates for a project (github.com/docker/compose, pkg/compose/create.go and hash.go): with
 * these it takes the network for its own. Were the hash another one than Compose expects, it would create the network anew.
 */
export function networkLabels(
  { key, name, labels }: PlainNetwork,
  project: string,
  composeVersion: string,
): Record<string, string> {
  return {
    ...labels,
    'com.docker.compose.network': key,
    'com.docker.compose.project': project,
    'com.docker.compose.version': composeVersion,
    ...(isAtLeast(composeVersion, hashingVersion)
      ? { 'com.docker.compose.config-hash': hashOf(name, labels) }
      : {}),
  };
}

/** As Go writes the network's configuration as JSON. */
function hashOf(name: string, labels: PlainNetwork['labels']): string {
  const sorted = Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
  const isLabelled = Object.keys(labels).length > 0;
  const json = JSON.stringify({ name, ipam: {}, ...(isLabelled ? { labels: sorted } : {}) });
  return createHash('sha256')
    .update(json.replace(/[<>&\u2028\u2029]/g, escaped))
    .digest('hex');
}
