import type { RuleState } from './rule-state.ts';

/** Concrete places in a document, as a tree that a walk can follow down. */
interface LocationNode extends RuleState {
  matched: boolean;
  readonly children: Map<string | number, LocationNode>;
}

export interface LocationSet {
  add(location: readonly (string | number)[]): void;
  /** Null when the set is empty. */
  root(): RuleState | null;
}

export function createLocationSet(): LocationSet {
  const root = createNode();
  let empty = true;
  return {
    add(location) {
      empty = false;
      let node = root;
      for (const step of location) {
        let child = node.children.get(step);
        if (child === undefined) {
          child = createNode();
          node.children.set(step, child);
        }
        node = child;
      }
      node.matched = true;
    },
    root: () => (empty ? null : root),
  };
}

function createNode(): LocationNode {
  const children = new Map<string | number, LocationNode>();
  return { matched: false, children, child: (step) => children.get(step) ?? null };
}
