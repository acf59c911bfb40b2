const icons: ReadonlyMap<string, string> = new Map(
  Object.entries({
    gateway: '⇄',
    service: '◆',
    worker: '◎',
    database: '▤',
    cache: '◈',
    queue: '≡',
    metrics: '∿',
    logs: '¶',
    traces: '⋔',
    load: '»',
    tool: '✦',
  }),
);

/** The icon of a kind of service: one column wide in every font that has box characters. Kinds that this view does not know share one. */
export function kindIcon(kind: string): string {
  return icons.get(kind) ?? '◇';
}
