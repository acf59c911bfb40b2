/** One line of the engine's pull stream. */
export interface PullEvent {
  readonly status?: string;
  readonly id?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

/** Sums the engine's per-layer lines into one: `pulled 34 of 120 MB`. */
export function createPullProgress(): (event: PullEvent) => string {
  const layers = new Map<string, { readonly current: number; readonly total: number }>();
  return ({ status = 'pulling', id, progressDetail }) => {
    if (status === 'Downloading' && id !== undefined && progressDetail?.total !== undefined) {
      layers.set(id, { current: progressDetail.current ?? 0, total: progressDetail.total });
    }
    const done = layers.get(id ?? '');
    if (status === 'Download complete' && id !== undefined && done !== undefined) {
      layers.set(id, { current: done.total, total: done.total });
    }
    if (layers.size === 0) return status;
    const sum = (part: 'current' | 'total') =>
      [...layers.values()].reduce((all, layer) => all + layer[part], 0);
    return `pulled ${megabytes(sum('current'))} of ${megabytes(sum('total'))} MB`;
  };
}

const megabytes = (bytes: number) => Math.round(bytes / 1e6);
