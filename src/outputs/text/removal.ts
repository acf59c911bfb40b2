import type { RemovalReport } from '../../state/event.js';

/** What `down` did, in a few lines. */
export function removalText(name: string, removal: RemovalReport): string {
  const { containers, networks, volumes, keptVolumes } = removal;
  if (containers.length + networks.length + volumes.length === 0 && keptVolumes.length === 0) {
    return `${name}: nothing to remove`;
  }
  const lines = [
    `${name}: removed ${count(containers, 'container')}, ${count(networks, 'network')}, ${count(volumes, 'volume')}`,
  ];
  if (volumes.length > 0) lines.push(`  data removed: ${volumes.join(', ')}`);
  if (keptVolumes.length > 0)
    lines.push(`  data kept: ${keptVolumes.join(', ')} (down --volumes removes it)`);
  return lines.join('\n');
}

function count(names: readonly string[], noun: string): string {
  return `${names.length} ${noun}${names.length === 1 ? '' : 's'}`;
}
