import { looksMinted } from '../../vocabulary/identifier.ts';

const word = /[A-Za-z0-9][A-Za-z0-9_-]{0,127}/g;
/** A short number is a price or a count as often as an id. */
const shortNumber = /^\d{1,7}$/;
const idName = /^_?id$|_id$|[a-z]I[dD]$/;
const ownName = /^_?id$/;
/** Answers have the id of what they made at the top, or in one member such as `data`. */
const ownDepth = 2;
const depthMax = 6;

/** Ids, tokens and placeholders in a text, each once. */
export function namesIn(text: string): readonly string[] {
  return [...new Set(text.match(word) ?? [])].filter(looksMinted);
}

/** What an answer names. */
export interface MintedNames {
  readonly all: readonly string[];
  /** The names of the thing itself that the write made. */
  readonly own: ReadonlySet<string>;
}

/**
 * The names that a write may have made.
 *
 * @param locations the fields of the answer that name things, such as `Location`
 */
export function mintedNames(locations: string, body: string): MintedNames {
  const own = new Set(namesIn(locations));
  const ids = new Set<string>();
  collectIds(jsonIn(body), 1, { own, ids });
  const isName = (name: string): boolean =>
    !shortNumber.test(name) || own.has(name) || ids.has(name);
  return { all: namesIn(`${locations} ${body}`).filter(isName), own };
}

interface Ids {
  readonly own: Set<string>;
  readonly ids: Set<string>;
}

function collectIds(value: unknown, depth: number, found: Ids): void {
  if (value === null || typeof value !== 'object' || depth > depthMax) return;
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === 'object') {
      // The elements of a list are other things.
      collectIds(member, Array.isArray(value) ? depthMax : depth + 1, found);
    } else if (idName.test(name)) {
      found.ids.add(String(member));
      if (ownName.test(name) && depth <= ownDepth) found.own.add(String(member));
    }
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
