import { isScalar, isSeq, type Node } from 'yaml';
import { imageKey } from './image-name.js';
import { interpolate } from './interpolate.js';
import { namesIn, nodeAt } from './locate.js';
import type { Source } from './source.js';

/** A service of the user's files that has a Dockerfile and is no part of what is declared now. */
export interface SleepingBuilder {
  readonly service: string;
  /** Each of which would wake it; empty where it is left out for another reason. */
  readonly profiles: readonly string[];
}

/** A function that finds the service which would build an image, were it not left out; `undefined`: none. It reads the files when it is called. */
export function sleepingBuilder(
  reference: string,
  sources: readonly Source[],
  declared: (service: string) => boolean,
  variables: Readonly<Record<string, string | undefined>>,
): SleepingBuilder | undefined {
  for (const source of sources) {
    for (const service of namesIn(source, 'services')) {
      if (declared(service)) continue;
      for (const document of source.documents) {
        const at = (key: string) => nodeAt(document, ['services', service, key]);
        const names = [
          ...words(at('image')),
          ...words(nodeAt(document, ['services', service, 'build', 'tags'])),
        ];
        const makes = names.some((name) => imageKey(interpolate(name, variables)) === imageKey(reference));
        if (makes && at('build') !== undefined) return { service, profiles: words(at('profiles')) };
      }
    }
  }
  return undefined;
}

function words(node: Node | undefined): readonly string[] {
  if (isScalar(node)) return [String(node.value)];
  if (isSeq(node)) return node.items.flatMap((item) => (isScalar(item) ? [String(item.value)] : []));
  return [];
}
