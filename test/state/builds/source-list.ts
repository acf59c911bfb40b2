import type { SourceList } from '../../../src/state/builds/builds.js';

/** What Go says of a service of which these parts matter. */
export function sourceList(parts: Partial<SourceList>): SourceList {
  return {
    folders: [],
    leftOut: [],
    embeds: [],
    deciding: [],
    awaited: [],
    modules: [],
    links: [],
    ...parts,
  };
}
