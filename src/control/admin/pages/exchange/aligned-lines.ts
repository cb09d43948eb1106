import type { Difference } from '../../../../vocabulary/difference.ts';
import type { Identity } from '../../../../vocabulary/identities.ts';
import { pathText } from '../../../../vocabulary/json-path-text.ts';
import { isNumberAsWritten } from './parse-as-written.ts';

/** A line of two JSON documents that are shown beside each other. */
export interface AlignedLine {
  readonly depth: number;
  /** What stands on either side; null where that side has nothing there. */
  readonly primary: string | null;
  readonly candidate: string | null;
  /** The difference that was found here; null where there is none. */
  readonly difference: Difference | null;
  /** Why the sides were not held to differ, though they are not the same; null where they are, or differ. */
  readonly passed: Passed | null;
}

/**
 * `noise`: primary differs there from its own second instance. `identity`: both mean the same thing. `let
 * pass`: by a rule.
 */
type Passed = 'noise' | 'identity' | 'let pass';

/** What tells why two documents may be written differently. */
export interface Passing {
  /** Paths at which primary's own second instance answered otherwise. */
  readonly noise: ReadonlySet<string>;
  readonly identities: readonly Identity[];
}

type Step = string | number;
type Side = 'primary' | 'candidate';

/** More than this nobody scrolls through, and it bounds the page. */
const linesMax = 4000;

/**
 * Lays two documents out line by line, so that what belongs together stands on one line: members by
 * their names, elements of arrays by what was found to be inserted, removed and moved among them.
 *
 * @param differences those of the bodies, as the comparison has them
 */
export function alignLines(
  primary: unknown,
  candidate: unknown,
  differences: readonly Difference[],
  passing: Passing,
): readonly AlignedLine[] {
  const found = createFinder(differences);
  const lines: AlignedLine[] = [];

  function add(line: Omit<AlignedLine, 'passed'>, path: readonly Step[]): void {
    if (lines.length >= linesMax) return;
    const { difference, primary: left, candidate: right } = line;
    const isPassed = difference === null && left !== right;
    lines.push({ ...line, passed: isPassed ? whyPassed(passing, left, right, path) : null });
  }

  function addBoth(left: unknown, right: unknown, place: Place): void {
    const { label, tail, depth, path } = place;
    const difference = found.at(path);
    if (!areAlike(left, right)) {
      const shown = lineCount(left) + lineCount(right) <= 2;
      if (shown) {
        const text = (value: unknown): string => label + scalarText(value) + tail;
        return add({ depth, primary: text(left), candidate: text(right), difference }, path);
      }
      addOne('primary', left, place, difference);
      return addOne('candidate', right, place, difference);
    }
    const [open, close] = bracketsOf(left);
    add({ depth, primary: label + open, candidate: label + open, difference }, path);
    for (const child of pairsOf(left as object, right as object, path, found)) {
      const inner = { ...child, depth: depth + 1 };
      if (child.left === absent) addOne('candidate', child.right, inner, found.addedAt(child.path));
      else if (child.right === absent) addOne('primary', child.left, inner, found.at(child.path));
      else addBoth(child.left, child.right, inner);
    }
    add({ depth, primary: close + tail, candidate: close + tail, difference: null }, path);
  }

  function addOne(side: Side, value: unknown, place: Place, difference: Difference | null): void {
    const only = (depth: number, text: string): void =>
      add(
        {
          depth,
          primary: side === 'primary' ? text : null,
          candidate: side === 'candidate' ? text : null,
          difference,
        },
        place.path,
      );
    const text = JSON.stringify(value, null, 1).split('\n');
    for (const [index, line] of text.entries()) {
      const content = line.trimStart();
      const start = index === 0 ? place.label : '';
      const end = index === text.length - 1 ? place.tail : '';
      only(place.depth + line.length - content.length, start + content + end);
    }
  }

  addBoth(primary, candidate, { label: '', tail: '', depth: 0, path: [] });
  return lines;
}

function whyPassed(
  { noise, identities }: Passing,
  left: string | null,
  right: string | null,
  path: readonly Step[],
): Passed {
  if (noise.has(pathText(path, asIs))) return 'noise';
  if (left === null || right === null) return 'let pass';
  return meanTheSame(identities, left, right) ? 'identity' : 'let pass';
}

/** The one is the other in the candidate's words; numbers may be strings there. */
function meanTheSame(identities: readonly Identity[], left: string, right: string): boolean {
  const plain = right.replaceAll('"', '');
  return identities.some(
    ({ primary, candidate }) =>
      left.includes(primary) && left.replaceAll('"', '').replaceAll(primary, candidate) === plain,
  );
}

interface Place {
  /** `"cost": `, or nothing. */
  readonly label: string;
  /** A comma, or nothing. */
  readonly tail: string;
  readonly depth: number;
  /** Primary's; the candidate's where primary has nothing. */
  readonly path: readonly Step[];
}

interface Child extends Omit<Place, 'depth' | 'tail'> {
  tail: string;
  readonly left: unknown;
  readonly right: unknown;
}

const absent = Symbol('absent');

function pairsOf(
  left: object,
  right: object,
  path: readonly Step[],
  found: Finder,
): readonly Child[] {
  const children = Array.isArray(left)
    ? elementPairs(left, right as readonly unknown[], path, found)
    : memberPairs(left as Members, right as Members, path);
  for (const child of children.slice(0, -1)) child.tail = ',';
  return children;
}

type Members = Readonly<Record<string, unknown>>;

function memberPairs(left: Members, right: Members, path: readonly Step[]): Child[] {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  const member = (of: Members, name: string): unknown =>
    Object.hasOwn(of, name) ? of[name] : absent;
  return [...names].map((name) => ({
    label: `${JSON.stringify(name)}: `,
    tail: '',
    path: [...path, name],
    left: member(left, name),
    right: member(right, name),
  }));
}

/** What only one side has stands alone; all others are paired in their order. */
function elementPairs(
  left: readonly unknown[],
  right: readonly unknown[],
  path: readonly Step[],
  found: Finder,
): Child[] {
  const children: Child[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    const isRemoved = found.at([...path, i])?.kind === 'removed';
    const leftAlone = i < left.length && (isRemoved || j >= right.length);
    const isAdded = found.addedAt([...path, j]) !== null;
    const rightAlone = j < right.length && (isAdded || i >= left.length);
    const index = leftAlone || !rightAlone ? i : j;
    children.push({
      label: '',
      tail: '',
      path: [...path, index],
      left: rightAlone && !leftAlone ? absent : left[i],
      right: leftAlone ? absent : right[j],
    });
    if (leftAlone) i += 1;
    else if (rightAlone) j += 1;
    else [i, j] = [i + 1, j + 1];
  }
  return children;
}

interface Finder {
  /** Of what primary has, whether or not the candidate has it too. */
  at(path: readonly Step[]): Difference | null;
  /** Of what only the candidate has, whose indexes are its own. */
  addedAt(path: readonly Step[]): Difference | null;
}

function createFinder(differences: readonly Difference[]): Finder {
  const [added, others] = [new Map<string, Difference>(), new Map<string, Difference>()];
  for (const difference of differences) {
    const { kind, path } = difference;
    (kind === 'added' || kind === 'inserted' ? added : others).set(path, difference);
  }
  return {
    at: (path) => others.get(pathText(path, asIs)) ?? null,
    addedAt: (path) => added.get(pathText(path, asIs)) ?? null,
  };
}

/** Secrets were taken out of keys before they came here. */
function asIs(key: string): string {
  return key;
}

/** Two objects, or two arrays. */
function areAlike(left: unknown, right: unknown): boolean {
  return isContainer(left) && isContainer(right) && Array.isArray(left) === Array.isArray(right);
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !isNumberAsWritten(value);
}

function bracketsOf(value: unknown): readonly [open: string, close: string] {
  return Array.isArray(value) ? ['[', ']'] : ['{', '}'];
}

function lineCount(value: unknown): number {
  return isContainer(value) && Object.keys(value as object).length > 0 ? 2 : 1;
}

function scalarText(value: unknown): string {
  return JSON.stringify(value);
}
