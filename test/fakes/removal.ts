import type { RemovalReport } from '../../src/state/core/event.js';

/** What a `down` tells that found nothing. */
export const nothingRemoved: RemovalReport = {
  containers: [],
  networks: [],
  volumes: [],
  keptVolumes: [],
  externalVolumes: [],
  unnamedVolumes: [],
};
