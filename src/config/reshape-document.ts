import type { PathState, Step } from './path-state.ts';

/** A change of documents before they are compared. */
export type Reshaping =
  /** Primary's member `from` is the candidate's member `to`. */
  | {
      readonly kind: 'rename';
      readonly path: string | null;
      readonly from: string;
      readonly to: string;
    }
  /** A text that holds an object or an array is parsed. */
  | { readonly kind: 'json'; readonly path: string | null };

/** A change by a rule at one place. */
export interface Reshaped {
  /** The number of the rule. */
  readonly rule: number;
  /** In primary's names: the path of the object with the member, or of the former text. */
  readonly path: readonly Step[];
  /** The former text; null for a renamed member. */
  readonly text: string | null;
}

/** A document in the shape in which it is compared. */
export interface ReshapedDocument {
  readonly value: unknown;
  /** How many members were added because texts became objects. */
  readonly membersAdded: number;
  /** The changes, up to a limit. */
  readonly reshaped: readonly Reshaped[];
  /** For each object with renamed members, their former names by their present ones. */
  readonly namesBefore: ReadonlyMap<unknown, ReadonlyMap<string, string>>;
}

/** Parses a text that may be JSON; null if it stays a text. */
export type ReadText = (
  text: string,
) => { readonly value: unknown; readonly members: number } | null;

/** Reshaping recurses: values that are nested deeper stay as they are. */
const depthMax = 500;
const reshapedMax = 1000;

type Members = Readonly<Record<string, unknown>>;
export type Rename = Extract<Reshaping, { kind: 'rename' }> & { readonly rule: number };

export interface ReshapeOptions {
  /** How far the paths of the rules have matched at the root. */
  readonly root: PathState;
  /** The number of the rule that parses a text in this state; undefined if there is none. */
  readonly jsonRuleAt: (state: PathState) => number | undefined;
  readonly renamesAt: (state: PathState) => readonly Rename[];
  readonly readText: ReadText;
}

/** Gives a document the shape in which it is compared. Unchanged parts are not copied. */
export function reshapeDocument(
  document: unknown,
  { root, jsonRuleAt, renamesAt, readText }: ReshapeOptions,
): ReshapedDocument {
  const reshaped: Reshaped[] = [];
  const namesBefore = new Map<unknown, ReadonlyMap<string, string>>();
  const path: Step[] = [];
  let membersAdded = 0;

  function note(rule: number, text: string | null): void {
    if (reshaped.length < reshapedMax) reshaped.push({ rule, path: [...path], text });
  }

  function rewrite(value: unknown, state: PathState | null, depth: number): unknown {
    if (state === null || depth === 0) return value;
    if (typeof value === 'string') return rewriteText(value, state, depth);
    if (Array.isArray(value)) return rewriteArray(value, state, depth);
    return isMembers(value) ? rewriteObject(value, state, depth) : value;
  }

  function rewriteChild(child: unknown, step: Step, state: PathState, depth: number): unknown {
    path.push(step);
    const rewritten = rewrite(child, state.child(step), depth - 1);
    path.pop();
    return rewritten;
  }

  function rewriteText(text: string, state: PathState, depth: number): unknown {
    const rule = jsonRuleAt(state);
    const read = rule === undefined || !opensContainer.test(text) ? null : readText(text);
    if (rule === undefined || read === null) return text;
    note(rule, text);
    membersAdded += read.members;
    return rewrite(read.value, state, depth - 1);
  }

  function rewriteArray(elements: readonly unknown[], state: PathState, depth: number): unknown {
    let copy: unknown[] | null = null;
    for (const [index, element] of elements.entries()) {
      const rewritten = rewriteChild(element, index, state, depth);
      if (rewritten !== element) (copy ??= [...elements])[index] = rewritten;
    }
    return copy ?? elements;
  }

  function rewriteObject(members: Members, state: PathState, depth: number): unknown {
    const names = namesIn(members, renamesAt(state));
    for (const { rule } of names.values()) note(rule, null);
    let isSame = names.size === 0;
    const rewritten = Object.entries(members).map(([before, member]) => {
      const name = names.get(before)?.from ?? before;
      const inner = rewriteChild(member, name, state, depth);
      if (inner !== member) isSame = false;
      return [name, inner] as const;
    });
    if (isSame) return members;
    // Defines its members, so that `__proto__` is an ordinary member.
    const copy: unknown = Object.fromEntries(rewritten);
    const before = [...names.values()].map(({ from, to }) => [from, to] as const);
    if (before.length > 0) namesBefore.set(copy, new Map(before));
    return copy;
  }

  const value = rewrite(document, root, depthMax);
  return { value, membersAdded, reshaped, namesBefore };
}

/** The renames that apply to an object, by its members' names; none that would give two members one name. */
function namesIn(members: Members, renames: readonly Rename[]): ReadonlyMap<string, Rename> {
  const names = new Map<string, Rename>();
  const taken = new Set<string>();
  for (const rename of renames) {
    const { from, to } = rename;
    if (!Object.hasOwn(members, to) || Object.hasOwn(members, from)) continue;
    if (names.has(to) || taken.has(from)) continue;
    names.set(to, rename);
    taken.add(from);
  }
  return names;
}

const opensContainer = /^\s*[{[]/;

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
