import { isContainer } from '../../../vocabulary/own-value.ts';
import { isNumberAsWritten, parseAsWritten } from '../../../vocabulary/parse-as-written.ts';

/** The lines of a value in a JSON document. */
export interface LineNode {
  readonly start: number;
  readonly count: number;
  /** By index or shown name; null for a value on one line. */
  readonly children: ReadonlyMap<string | number, LineNode> | null;
}

/** @param text valid JSON as it is shown, no deeper than a specimen may be */
export function lineTree(text: string): LineNode {
  return nodeOf(parseAsWritten(text), 0);
}

function nodeOf(value: unknown, start: number): LineNode {
  const entries = entriesOf(value);
  if (entries.length === 0) return { start, count: 1, children: null };
  const children = new Map<string | number, LineNode>();
  let next = start + 1;
  for (const [step, child] of entries) {
    const node = nodeOf(child, next);
    children.set(step, node);
    next += node.count;
  }
  return { start, count: next + 1 - start, children };
}

function entriesOf(value: unknown): readonly (readonly [string | number, unknown])[] {
  if (!isContainer(value) || isNumberAsWritten(value)) return [];
  return Array.isArray(value) ? [...value.entries()] : Object.entries(value);
}
