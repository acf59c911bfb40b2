/** The way an arrow key points. */
export type Direction = 'left' | 'right' | 'up' | 'down';

/** The name after a step through the layers; stays where there is nothing further. */
export function nextSelected(
  grid: readonly (readonly string[])[],
  selected: string | undefined,
  step: Direction | 'next' | 'previous',
): string | undefined {
  const layers = grid.filter((layer) => layer.length > 0);
  const all = layers.flat();
  const index = selected === undefined ? -1 : all.indexOf(selected);
  if (index < 0) return all[0];
  if (step === 'next') return all[(index + 1) % all.length];
  if (step === 'previous') return all[(index - 1 + all.length) % all.length];
  const depth = layers.findIndex((layer) => layer.includes(all[index] ?? ''));
  const layer = layers[depth] ?? [];
  const place = layer.indexOf(all[index] ?? '');
  if (step === 'up') return layer[Math.max(0, place - 1)];
  if (step === 'down') return layer[Math.min(layer.length - 1, place + 1)];
  const beside = layers[step === 'left' ? depth - 1 : depth + 1];
  // The same relative height in the layer beside; of two as near, the upper one.
  return beside === undefined
    ? selected
    : beside[Math.min(beside.length - 1, Math.floor(((place + 0.49) / layer.length) * beside.length))];
}
