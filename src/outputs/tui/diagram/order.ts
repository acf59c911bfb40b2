import type { LayeredGraph, Slot } from './graph.js';

const sweeps = 4;

/** Orders the slots within each layer so that few links cross: each stands at the mean place of its neighbours. */
export function ordered(graph: LayeredGraph): LayeredGraph {
  const layers = graph.layers.map((layer) => [...layer]);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const forward = sweep % 2 === 0;
    for (let step = 1; step < layers.length; step++) {
      const index = forward ? step : layers.length - 1 - step;
      const neighbours = layers[forward ? index - 1 : index + 1];
      const layer = layers[index];
      if (layer !== undefined && neighbours !== undefined)
        sortByNeighbours(layer, neighbours, graph, forward);
    }
  }
  return { ...graph, layers };
}

function sortByNeighbours(
  layer: Slot[],
  neighbours: readonly Slot[],
  { links }: LayeredGraph,
  forward: boolean,
): void {
  const place = new Map(neighbours.map((slot, index) => [slot.id, index / neighbours.length]));
  const mean = new Map(
    layer.map((slot, index) => {
      const places = links
        .filter((link) => (forward ? link.to : link.from) === slot.id)
        .flatMap((link) => place.get(forward ? link.from : link.to) ?? []);
      const own = index / layer.length;
      return [
        slot.id,
        places.length === 0 ? own : places.reduce((sum, value) => sum + value, 0) / places.length,
      ];
    }),
  );
  layer.sort((a, b) => (mean.get(a.id) ?? 0) - (mean.get(b.id) ?? 0));
}
