import type { Snapshot } from '../core/snapshot.js';
import type { InstanceBuild } from './instance-build.js';

/** What is known of the builds in one instance of a `go` service; `undefined`: nothing, or its service is no `go` service. */
export function findInstanceBuild(
  { builds }: Pick<Snapshot, 'builds'>,
  service: string,
  wanted: number,
): InstanceBuild | undefined {
  return builds[service]?.instances.find(({ index }) => index === wanted);
}
