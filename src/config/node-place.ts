import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node } from 'yaml';
import { type SchemaNode, schemaAt } from './schema-tree.ts';

/** How far a path leads into a document. */
interface Found {
  /** The node at the path, with aliases resolved; null if the path leads nowhere. */
  readonly node: Node | null;
  /** The last key and the last value on the way that do exist; an alias as it is written. */
  readonly lastKey: Node | null;
  readonly lastValue: Node | null;
}

/** The scalar of the value at a path: with a shorthand, one nearer to the root. */
export function scalarAt(document: Document, path: readonly PropertyKey[]): Node | null {
  const { node, lastValue } = find(document, path);
  const scalar = node ?? resolved(document, lastValue);
  return isScalar(scalar) ? scalar : null;
}

/** Whether the file has a value for a path, or a shorthand in place of its mapping. */
export function isWrittenAt(
  document: Document,
  path: readonly PropertyKey[],
  tree: SchemaNode,
): boolean {
  if (find(document, path).node !== null) return true;
  const parent = path.slice(0, -1);
  if (schemaAt(parent, tree)?.shorthand !== path.at(-1)) return false;
  const { node } = find(document, parent);
  return node !== null && !isMap(node);
}

/**
 * The offset a fault at a path is shown at: that of the value if it is a scalar, else that of its key; for a
 * missing key, that of the mapping that lacks it.
 */
export function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  const { lastKey, lastValue } = find(document, path);
  const showsValue = lastKey === null || isAlias(lastValue) || isWritten(lastValue);
  return (showsValue ? lastValue : lastKey)?.range?.[0] ?? 0;
}

/** The offset of the last key of a path. */
export function offsetOfKey(document: Document, path: readonly PropertyKey[]): number {
  return find(document, path).lastKey?.range?.[0] ?? 0;
}

function find(document: Document, path: readonly PropertyKey[]): Found {
  let lastKey: Node | null = null;
  let lastValue: Node | null = document.contents;
  for (const key of path) {
    const parent: Node | null = resolved(document, lastValue);
    const step = isMap(parent)
      ? parent.items.findLast((pair) => isScalar(pair.key) && pair.key.value === key)
      : isSeq(parent) && typeof key === 'number'
        ? { key: null, value: parent.items[key] }
        : undefined;
    if (step === undefined || !isNode(step.value)) return { node: null, lastKey, lastValue };
    lastKey = isNode(step.key) ? step.key : null;
    lastValue = step.value;
  }
  return { node: resolved(document, lastValue), lastKey, lastValue };
}

function resolved(document: Document, node: Node | null): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node;
}

/** A scalar of at least one character: a key without a value has an empty one. */
function isWritten(node: Node | null): boolean {
  if (!isScalar(node) || !node.range) return false;
  const [start, end] = node.range;
  return end > start;
}
