import type { Removal } from '../../contract/views.js';

/** What `down` did, in a few lines; of each volume, what became of it. */
export function removalText(name: string, removal: Removal): string {
  const { containers, networks, volumes, keptVolumes, externalVolumes, unnamedVolumes } = removal;
  const told = [containers, networks, volumes, keptVolumes, externalVolumes];
  if (told.every((names) => names.length === 0)) return `${name}: nothing to remove`;
  const lines = [
    `${name}: removed ${count(containers, 'container')}, ${count(networks, 'network')}, ${count(volumes, 'volume')}`,
  ];
  const lost = new Set(unnamedVolumes.filter(({ remounted }) => !remounted).map((volume) => volume.name));
  const words = (names: readonly string[]) => names.map((each) => volumeWords(each, removal)).join(', ');
  const kept = keptVolumes.filter((each) => !lost.has(each));
  const left = keptVolumes.filter((each) => lost.has(each));
  if (volumes.length > 0) lines.push(`  data removed: ${words(volumes)}`);
  if (kept.length > 0) lines.push(`  data kept: ${words(kept)} (down --volumes removes it)`);
  if (left.length > 0)
    lines.push(`  data kept, and no up finds it again: ${words(left)} (docker volume rm removes it)`);
  if (externalVolumes.length > 0) lines.push(`  not ours, left as it is: ${externalVolumes.join(', ')}`);
  return lines.join('\n');
}

/** A name that nobody gave says nothing, so what it was for stands beside it. */
function volumeWords(name: string, { unnamedVolumes }: Removal): string {
  const unnamed = unnamedVolumes.find((volume) => volume.name === name);
  return unnamed === undefined ? name : `${name} (${unnamed.path} of ${unnamed.service})`;
}

function count(names: readonly string[], noun: string): string {
  return `${names.length} ${noun}${names.length === 1 ? '' : 's'}`;
}
