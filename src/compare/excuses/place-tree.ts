import type { Step } from '../rules/rule-state.ts';

/** Paths in one document. */
export interface PlaceTree {
  isPlace: boolean;
  readonly children: Map<Step, PlaceTree>;
}

export function createPlaceTree(): PlaceTree {
  return { isPlace: false, children: new Map() };
}

export function addPlace(root: PlaceTree, path: readonly Step[]): void {
  let tree = root;
  for (const step of path) {
    let child = tree.children.get(step);
    if (child === undefined) {
      child = createPlaceTree();
      tree.children.set(step, child);
    }
    tree = child;
  }
  tree.isPlace = true;
}

/** Whether a path leads to one of the tree's paths, or further down from there. */
export function leadsInto(root: PlaceTree, path: readonly unknown[]): boolean {
  let tree: PlaceTree | undefined = root;
  for (const step of path) {
    if (tree.isPlace) return true;
    tree = tree.children.get(step as Step);
    if (tree === undefined) return false;
  }
  return tree.isPlace;
}
