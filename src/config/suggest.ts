import leven from 'leven';
import { pathText } from './fault.ts';
import { type SchemaNode, schemaAt, schemaTree } from './schema-tree.ts';

/** What to write instead of a key that does not exist. */
export function suggestKey(
  parent: readonly PropertyKey[],
  unknown: string,
  tree: SchemaNode = schemaTree,
): string {
  const siblings = Object.keys(schemaAt(parent, tree)?.properties ?? {});
  const [near] = siblings
    .filter((key) => isNear(key, unknown))
    .toSorted((a, b) => slips(a, unknown) - slips(b, unknown));
  if (near !== undefined) return `there is no such key: did you mean ${near}?`;
  const elsewhere = pathsIn(tree, []).filter((path) => isNear(path.at(-1) ?? '', unknown));
  if (elsewhere.length > 0) {
    return `there is no such key here: did you mean ${elsewhere.map(pathText).join(' or ')}?`;
  }
  return `there is no such key: write one of ${siblings.join(', ')}`;
}

/** At most a typing slip for every three letters; two letters swapped are two slips. */
function isNear(key: string, unknown: string): boolean {
  return slips(key, unknown) <= Math.min(key.length, unknown.length) / 3;
}

/** None between two notations of the same key, such as `ownState` and `own-state`. */
function slips(key: string, unknown: string): number {
  return leven(letters(key), letters(unknown));
}

function letters(key: string): string {
  return key.replaceAll(/[-_.\s]/g, '').toLowerCase();
}

function pathsIn(node: SchemaNode, path: readonly string[]): string[][] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const childPath = [...path, key];
    return [childPath].concat(pathsIn(child, childPath));
  });
}
