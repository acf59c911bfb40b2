import { type CreateNodeOptions, Document, type Node, Scalar } from 'yaml';

/** Written out wherever it stands: anchors would make generated files harder to read. */
export const plain: CreateNodeOptions = { aliasDuplicateObjects: false };

/** Compose's `!override`: replaces what earlier files say instead of merging with it. */
export function override(value: object): Node {
  const node = new Document(value, plain).createNode(value, plain);
  node.tag = '!override';
  return node;
}

/** Compose's `!reset`: forgets what earlier files say. */
export function reset(): Node {
  const node = new Scalar(null);
  node.tag = '!reset';
  return node;
}
