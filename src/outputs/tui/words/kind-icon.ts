import type { ServiceView } from '../../../state/services/service-view.js';

const icons: Record<ServiceView['kind'], string> = {
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
};

/** The icon of a kind of service: one column wide in every font that has box characters. */
export function kindIcon(kind: ServiceView['kind']): string {
  return icons[kind];
}
