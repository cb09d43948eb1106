import { parseJson } from '../../../vocabulary/parse-json.ts';
/** Part of ECMAScript 2026, and of Node since 22; the type definitions are older. */
const { rawJSON, isRawJSON } = JSON as typeof JSON & {
  rawJSON(this: void, source: string): object;
  isRawJSON(this: void, value: unknown): boolean;
};

/** An object of parsed JSON. Its keys are hostile: read it with `Object.entries` or by fixed names. */
export type Tree = { [key: string]: unknown };

/**
 * Parses JSON and keeps the text of numbers, so that `JSON.stringify` writes them with all digits.
 *
 * @returns undefined if the text is not JSON, or nested too deeply
 */
export function parseSource(text: string): unknown {
  try {
    return parseJson(text, keepSource);
  } catch {
    return undefined;
  }
}

function keepSource(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? rawJSON(context?.source ?? String(value)) : value;
}

export function isTree(value: unknown): value is Tree {
  if (typeof value !== 'object' || value === null || isRawJSON(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Has no prototype, so that any key is safe to write. */
export function emptyTree(): Tree {
  return Object.create(null) as Tree;
}
