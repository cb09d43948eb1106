import { mergeAscending, type RuleState, type Step } from './rule-state.ts';

/** Concrete places in one document, as a tree that a walk can follow down. */
export interface LocationSet {
  add(location: readonly Step[], path: number): void;
  /** Null when the set is empty. */
  root(): LocationNode | null;
}

export interface LocationNode {
  readonly accepted: number[];
  readonly children: Map<Step, LocationNode>;
}

export function createLocationSet(): LocationSet {
  const root = createNode();
  let empty = true;
  return {
    add(location, path) {
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
      if (node.accepted.at(-1) !== path) node.accepted.push(path);
    },
    root: () => (empty ? null : root),
  };
}

function createNode(): LocationNode {
  return { accepted: [], children: new Map() };
}

/** The places in two documents at once: an element of an array may have another index in each. */
export function stateOfLocations(
  primary: LocationNode | null,
  candidate: LocationNode | null,
): RuleState | null {
  if (primary === null && candidate === null) return null;
  const accepted = mergeAscending(primary?.accepted ?? [], candidate?.accepted ?? []);
  return {
    matched: accepted.length > 0,
    accepted,
    child: (step, candidateStep = step) =>
      stateOfLocations(childOf(primary, step), childOf(candidate, candidateStep)),
  };
}

function childOf(node: LocationNode | null, step: Step | null): LocationNode | null {
  return (step === null ? null : node?.children.get(step)) ?? null;
}
