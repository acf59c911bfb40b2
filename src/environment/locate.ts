import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { Location } from './problem.js';
import type { Source } from './source.js';

/** A path into a Compose file: `['services', 'catalog', 'ports', 0]`. */
export type Path = readonly (string | number)[];

/** The place of `path`, or of the deepest part of it that the file has, with how many steps were found. */
export interface Found {
  readonly location: Location;
  readonly depth: number;
}

interface Step {
  /** What to point at: the key in a mapping, the item in a list. */
  readonly mark: Node | undefined;
  readonly value: Node | undefined;
}

/** Finds `path` in one file. */
export function find(source: Source, path: Path): Found | undefined {
  let best: Found | undefined;
  for (const document of source.documents) {
    const found = findIn(source, document, path);
    if (found !== undefined && found.depth > (best?.depth ?? -1)) best = found;
  }
  return best;
}

/** Finds `path` in the file that has most of it; of several, in the last, because later files override. */
export function findAmong(sources: readonly Source[], path: Path): Found | undefined {
  let best: Found | undefined;
  for (const source of sources) {
    const found = find(source, path);
    if (found !== undefined && found.depth >= Math.max(1, best?.depth ?? 0)) best = found;
  }
  return best;
}

/** The file that declares a service, and the key where it does. */
export function declarationOf(
  sources: readonly Source[],
  service: string,
): { readonly source: Source; readonly location: Location } | undefined {
  for (const source of sources) {
    const found = source.declares ? find(source, ['services', service]) : undefined;
    if (found?.depth === 2) return { source, location: found.location };
  }
  return undefined;
}

/** The node at `path`; `undefined` where the file has no such thing. */
export function nodeAt(document: Document, path: Path): Node | undefined {
  let node = rootOf(document);
  for (const key of path) node = step(document, node, key)?.value;
  return resolved(document, node);
}

/** The names in one section of a file, such as those of its services. */
export function namesIn(source: Source, section: string): readonly string[] {
  return source.documents.flatMap((document) => {
    const node = nodeAt(document, [section]);
    if (!isMap(node)) return [];
    return node.items.flatMap(({ key }) => (isScalar(key) ? [String(key.value)] : []));
  });
}

/** The first item of one of these lists of a service that has this number in it. */
export function mentionIn(
  sources: readonly Source[],
  lists: readonly string[],
  number: string,
): Location | undefined {
  const mentions = new RegExp(`(?<!\\d)${number}(?!\\d)`);
  for (const source of sources) {
    for (const document of source.documents) {
      for (const service of namesIn(source, 'services')) {
        for (const list of lists) {
          const items = nodeAt(document, ['services', service, list]);
          if (!isSeq(items)) continue;
          const index = items.items.findIndex((item) => mentions.test(String(item)));
          if (index >= 0) return find(source, ['services', service, list, index])?.location;
        }
      }
    }
  }
  return undefined;
}

function findIn(source: Source, document: Document, path: Path): Found | undefined {
  let node = rootOf(document);
  let mark: Node | undefined = node;
  let depth = 0;
  for (const key of path) {
    const next = step(document, node, key);
    if (next === undefined) break;
    mark = next.mark ?? mark;
    node = next.value;
    depth += 1;
  }
  const offset = mark?.range?.[0];
  if (offset === undefined) return undefined;
  const { line, col } = source.lines.linePos(offset);
  return { location: { file: source.file, line, column: col }, depth };
}

function step(document: Document, from: Node | undefined, key: string | number): Step | undefined {
  const node = resolved(document, from);
  if (isSeq(node)) {
    const item = typeof key === 'number' ? node.items[key] : node.items.find((one) => isAbout(one, key));
    return isNode(item) ? { mark: item, value: item } : undefined;
  }
  if (!isMap(node)) return undefined;
  const own = node.items.find((pair) => keyOf(pair) === String(key));
  if (own !== undefined) return { mark: asNode(own.key), value: asNode(own.value) };
  for (const pair of node.items.filter((item) => keyOf(item) === '<<')) {
    const merged = resolved(document, asNode(pair.value));
    for (const base of isSeq(merged) ? merged.items : [merged]) {
      const found = step(document, asNode(base), key);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Short forms in lists name their subject first: `- postgres`, `- data:/var/lib`. */
function isAbout(item: unknown, key: string): boolean {
  return isScalar(item) && (item.value === key || String(item.value).startsWith(`${key}:`));
}

function keyOf(pair: Pair): string | undefined {
  return isScalar(pair.key) ? scalarText(pair.key.value) : undefined;
}

/** With merge keys on, the key of `<<` is a symbol or text. */
function scalarText(value: unknown): string {
  return typeof value === 'symbol' ? '<<' : String(value);
}

function rootOf(document: Document): Node | undefined {
  return asNode(document.contents);
}

function resolved(document: Document, node: Node | undefined): Node | undefined {
  return isAlias(node) ? node.resolve(document) : node;
}

function asNode(value: unknown): Node | undefined {
  return isNode(value) ? value : undefined;
}
