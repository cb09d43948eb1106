import { isContainer } from '../../vocabulary/own-value.ts';
import { createWalkBudget } from '../../vocabulary/walk-budget.ts';
import type { RuleState } from '../rules/rule-state.ts';
import type { SecretPaths } from './secret-paths.ts';
import type { Span, SpanFinder } from './span.ts';

/** A possible start of an object or an array in a text, also percent-encoded. */
const opening =
  /\{\s{0,64}["}\\]|\[\s{0,64}(?:[{["\]\\]|-?[0-9]|true|false|null)|\{\s{0,64}$|%7b(?:%22|%7d)|%5b%7b/gi;

/** A longer text is not parsed. */
const parsedCharsMax = 256 * 1024;

/** The most documents in one text; the text after the last one is hidden. */
const documentsMax = 200;

/** Bounds the search of a document for a path. */
const walked = { depthMax: 20_000, nodesMax: 100_000, msMax: 50 };

/**
 * Creates the finder of JSON in texts (strings of documents, log lines, cut bodies) that a path of the user selects
 * something in, or may: JSON that cannot be parsed is hidden from its start.
 */
export function findEmbeddedJson(paths: SecretPaths): SpanFinder {
  return function* embedded(text): Generator<Span> {
    for (let at = 0, documents = 0; ; documents += 1) {
      opening.lastIndex = at;
      const match = opening.exec(text);
      if (match === null) return;
      const start = match.index;
      if (match[0].startsWith('%')) {
        at = wordEnd(text, start);
        yield { start, end: at };
        continue;
      }
      const end = documentEnd(text, start);
      if (end === null || documents >= documentsMax) {
        yield { start, end: text.length };
        return;
      }
      if (leadsSomewhere(paths, text.slice(start, end))) yield { start, end };
      at = end;
    }
  };
}

const delimiter = /[\s&"'<>;]|$/g;

function wordEnd(text: string, start: number): number {
  delimiter.lastIndex = start;
  return delimiter.exec(text)?.index ?? text.length;
}

/** The offset after the bracket that closes the first one, ignoring strings; null if there is none. */
function documentEnd(text: string, start: number): number | null {
  const limit = Math.min(text.length, start + parsedCharsMax);
  let depth = 0;
  for (let at = start; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = stringEnd(text, at);
      if (at === -1) return null;
    } else if (code === 0x5b || code === 0x7b) depth += 1;
    else if (code === 0x5d || code === 0x7d) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return null;
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at += 1;
    else if (code === 0x22) return at;
  }
  return -1;
}

function leadsSomewhere(paths: SecretPaths, json: string): boolean {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch {
    return true;
  }
  return selectsAny(document, paths.inRewritten.in(document, document));
}

function selectsAny(document: unknown, root: RuleState | null): boolean {
  const budget = createWalkBudget(walked);
  const waiting: { readonly value: unknown; readonly state: RuleState }[] = [];
  if (root !== null) waiting.push({ value: document, state: root });
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, state } = next;
    if (state.matched || !budget.spend(1)) return true;
    if (!isContainer(value)) continue;
    const steps = Array.isArray(value) ? value.keys() : Object.keys(value);
    for (const step of steps) {
      const child = state.child(step);
      if (child !== null) waiting.push({ value: value[step], state: child });
    }
  }
  return false;
}
