import { countMembers } from '../../json/duplicate-keys.ts';
import { parseExactly } from '../../json/exact-number.ts';
import { parseSource, type Tree } from './source-json.ts';

/** Nobody calls a tool with more; a hostile stream must not overflow the stack. */
const depthMax = 200;

/**
 * Puts the arguments that a tool is called with, a string of JSON, in their parsed form, so that they
 * are compared by their meaning. What is no JSON stays a string.
 */
export function parseArguments(call: Tree): void {
  const text = call['arguments'];
  if (text === undefined) return;
  // A client that parses a string cannot use an object: the two are not the same.
  call['arguments'] = typeof text === 'string' ? structureIn(text) : { '[no string]': text };
}

/** An object or an array that a text is; else the text itself. */
export function structureIn(text: string): unknown {
  if (!/^\s{0,64}[{[]/.test(text) || depthOf(text) > depthMax) return text;
  const value = parseSource(text);
  return value === undefined || repeatsNames(text) ? text : value;
}

/** What is parsed has the last of them alone. */
function repeatsNames(text: string): boolean {
  const { value, members } = parseExactly(text, Buffer.from(text));
  return countMembers(value) !== members;
}

/** At least as deep as it is nested: brackets in strings count, too. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) depth = Math.max(0, depth - 1);
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}
