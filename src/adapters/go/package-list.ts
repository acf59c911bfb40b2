import type { SourceList } from '../../state/builds/builds.js';

/** What a binary is made from, as Go says; all paths are absolute. */
export interface PackageList extends SourceList {
  /** Go's own words where a package can't be found or loaded; the folders known before are then still in the list. */
  readonly problem: string | undefined;
  /** What is left out of the binary because of how it is made, in words. */
  readonly notes: readonly string[];
}
