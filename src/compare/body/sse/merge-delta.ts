import { emptyTree, isTree, type Tree } from './source-json.ts';

/** Fields that a chunk contains completely or not at all; all other strings are pieces to be joined. */
const saidWhole: ReadonlySet<string> = new Set([
  'id',
  'index',
  'name',
  'object',
  'role',
  'type',
  'finish_reason',
]);

/**
 * Limits recursion: no model's answer is nested this deeply, and a hostile one must not overflow the stack.
 */
const depthMax = 32;

/**
 * Adds a chunk to what the chunks before it contained, as clients of such streams do: strings are joined,
 * lists merged by the `index` of their entries, and everything else is replaced. Null and the empty string
 * add nothing, so the division into chunks makes no difference.
 */
export function mergeDelta(into: Tree, delta: Tree, depth = 0): void {
  for (const [key, piece] of Object.entries(delta)) {
    if (piece === null || piece === '') continue;
    into[key] = depth >= depthMax ? piece : merge(key, into[key], piece, depth);
  }
}

function merge(key: string, before: unknown, piece: unknown, depth: number): unknown {
  if (typeof piece === 'string') {
    return typeof before === 'string' && !saidWhole.has(key) ? before + piece : piece;
  }
  if (Array.isArray(piece)) {
    const list = before instanceof MergedList ? before : new MergedList();
    for (const entry of piece) list.add(entry, depth + 1);
    return list;
  }
  if (!isTree(piece)) return piece;
  const tree = isTree(before) ? before : emptyTree();
  mergeDelta(tree, piece, depth + 1);
  return tree;
}

/** A list that arrives in pieces: entries with the same `index` are merged. */
export class MergedList {
  readonly #entries: unknown[] = [];
  readonly #byIndex = new Map<string, Tree>();

  add(entry: unknown, depth = 0): void {
    if (!isTree(entry) || entry['index'] === undefined) {
      this.#entries.push(entry);
      return;
    }
    mergeDelta(this.at(entry['index']), entry, depth);
  }

  /** The entry with an index, created if it is missing. */
  at(index: unknown): Tree {
    const key = JSON.stringify(index);
    let entry = this.#byIndex.get(key);
    if (entry === undefined) {
      entry = emptyTree();
      this.#byIndex.set(key, entry);
    }
    return entry;
  }

  /** The entries that are objects. */
  trees(): readonly Tree[] {
    return [...this.#byIndex.values(), ...this.#entries.filter(isTree)];
  }

  /** In the order of their indexes, as streams interleave several answers in any order. */
  toJSON(): unknown[] {
    const indexed = [...this.#byIndex].sort(([a], [b]) => Number(a) - Number(b));
    return [...this.#entries, ...indexed.map(([, entry]) => entry)];
  }
}
