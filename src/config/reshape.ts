import { compileJsonPath } from './json-path.ts';
import { compilePaths, type SimplePath, simpleSegmentsOf } from './path-automaton.ts';
import type { PathState, Step } from './path-state.ts';

/** What a rule does to documents before they are compared. */
export type Reshaping =
  /** The candidate calls a member `to` that primary calls `from`. */
  | {
      readonly kind: 'rename';
      readonly path: string | null;
      readonly from: string;
      readonly to: string;
    }
  /** A text that holds an object or an array is it. */
  | { readonly kind: 'json'; readonly path: string | null };

/** Something that a rule did at one place. */
export interface Reshaped {
  /** The number of the rule. */
  readonly rule: number;
  /** In primary's names: of the object with the member, or of what was a text. */
  readonly path: readonly Step[];
  /** The text that was there; null for a name. */
  readonly text: string | null;
}

/** A document in the shape in which it is compared. */
export interface ReshapedDocument {
  readonly value: unknown;
  /** Members that its objects have on top, because texts became objects. */
  readonly membersAdded: number;
  /** A part of what was done: not more than a bound. */
  readonly reshaped: readonly Reshaped[];
  /** The names that members had before, by their names now, of the objects where any has another. */
  readonly namesBefore: ReadonlyMap<unknown, ReadonlyMap<string, string>>;
}

/** Reads a text that may be JSON; null for what is to stay a text. */
export type ReadText = (
  text: string,
) => { readonly value: unknown; readonly members: number } | null;

/** Gives two documents one shape. What is nested too deeply, and what nothing changes in, is not copied. */
export interface Reshaper {
  ofPrimary(primary: unknown, readText: ReadText): ReshapedDocument;
  /** @param primary in its shape: only names that it uses itself are given to members */
  ofCandidate(primary: unknown, candidate: unknown, readText: ReadText): ReshapedDocument;
}

/** Documents are followed by recursion: what is nested deeper stays as it is. */
const depthMax = 500;
const reshapedMax = 1000;

type Members = Readonly<Record<string, unknown>>;
type Rename = Extract<Reshaping, { kind: 'rename' }> & { readonly rule: number };

/**
 * @param reshapings called by their numbers in the list; their paths depend on no values
 * @returns null where there are none
 */
export function createReshaper(reshapings: readonly Reshaping[]): Reshaper | null {
  const renames = reshapings.flatMap((one, rule) =>
    one.kind === 'rename' ? { ...one, rule } : [],
  );
  const root = compilePaths(reshapings.flatMap(simplePathsOf));
  if (root === null) return null;

  return {
    ofPrimary: (primary, readText) => reshape(root, primary, readText, () => []),
    ofCandidate(primary, candidate, readText) {
      const used = renamesUsedBy(root, renames, primary);
      const renamesAt = ({ accepted }: PathState): readonly Rename[] =>
        used.filter(({ rule }) => accepted.includes(rule));
      return reshape(root, candidate, readText, renamesAt);
    },
  };

  function reshape(
    start: PathState,
    document: unknown,
    readText: ReadText,
    renamesAt: (state: PathState) => readonly Rename[],
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
      if (Array.isArray(value)) return rewriteArray(value, state, depth - 1);
      return isMembers(value) ? rewriteObject(value, state, depth - 1) : value;
    }

    function rewriteText(text: string, state: PathState, depth: number): unknown {
      const rule = state.accepted.find((number) => reshapings[number]?.kind === 'json');
      const read = rule === undefined || !holdsContainer(text) ? null : readText(text);
      if (rule === undefined || read === null) return text;
      note(rule, text);
      membersAdded += read.members;
      return rewrite(read.value, state, depth - 1);
    }

    function rewriteArray(elements: readonly unknown[], state: PathState, depth: number): unknown {
      let copy: unknown[] | null = null;
      for (const [index, element] of elements.entries()) {
        path.push(index);
        const rewritten = rewrite(element, state.child(index), depth);
        path.pop();
        if (rewritten !== element) (copy ??= [...elements])[index] = rewritten;
      }
      return copy ?? elements;
    }

    function rewriteObject(members: Members, state: PathState, depth: number): unknown {
      const names = new Map<string, string>();
      for (const { rule, from, to } of state.matched ? renamesAt(state) : []) {
        if (!Object.hasOwn(members, to) || Object.hasOwn(members, from) || names.has(to)) continue;
        if ([...names.values()].includes(from)) continue;
        names.set(to, from);
        note(rule, null);
      }
      let isSame = names.size === 0;
      const rewritten = Object.entries(members).map(([before, member]) => {
        const name = names.get(before) ?? before;
        path.push(name);
        const inner = rewrite(member, state.child(name), depth);
        path.pop();
        if (inner !== member) isSame = false;
        return [name, inner] as const;
      });
      if (isSame) return members;
      // Defines its members, so that one called `__proto__` is nothing but a member.
      const copy: unknown = Object.fromEntries(rewritten);
      if (names.size > 0)
        namesBefore.set(copy, new Map([...names].map(([to, from]) => [from, to])));
      return copy;
    }

    const value = rewrite(document, start, depthMax);
    return { value, membersAdded, reshaped, namesBefore };
  }
}

/**
 * The renames of members that primary has by its name at a place of the rule, and nowhere by the
 * candidate's: else the name means something of its own.
 */
function renamesUsedBy(
  root: PathState,
  renames: readonly Rename[],
  primary: unknown,
): readonly Rename[] {
  const [seenFrom, seenTo] = [new Set<Rename>(), new Set<Rename>()];
  const left: [value: unknown, state: PathState][] = [[primary, root]];
  for (let place = left.pop(); place !== undefined; place = left.pop()) {
    const [value, state] = place;
    if (typeof value !== 'object' || value === null) continue;
    if (state.matched && !Array.isArray(value)) {
      for (const rename of renames) {
        if (!state.accepted.includes(rename.rule)) continue;
        if (Object.hasOwn(value, rename.from)) seenFrom.add(rename);
        if (Object.hasOwn(value, rename.to)) seenTo.add(rename);
      }
    }
    const children = Array.isArray(value) ? value.entries() : Object.entries(value);
    for (const [step, child] of children) {
      if (typeof child !== 'object' || child === null) continue;
      const inner = state.child(step);
      if (inner !== null) left.push([child, inner]);
    }
  }
  return renames.filter((rename) => seenFrom.has(rename) && !seenTo.has(rename));
}

function simplePathsOf({ path }: Reshaping, number: number): readonly SimplePath[] {
  // No one query of RFC 9535 selects the root and all that is below.
  const paths = path === null ? ['$', '$..*'] : [path];
  return paths.flatMap((one) => {
    const segments = simpleSegmentsOf(compileJsonPath(one));
    return segments === null ? [] : { number, segments };
  });
}

function holdsContainer(text: string): boolean {
  return /^[\s]*[{[]/.test(text);
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
