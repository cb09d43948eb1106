import { countMembers } from '../../../vocabulary/count-members.ts';
import { parseExactly } from '../../../vocabulary/exact-number.ts';
import { parseSource, type Tree } from './source-json.ts';

/** Limits recursion: no tool takes deeper arguments, and a hostile stream must not overflow the stack. */
const depthMax = 200;

/**
 * Replaces the arguments of a tool call, a string of JSON, by their parsed form, so that they are compared
 * by their meaning. A string that is not JSON stays as it is.
 */
export function parseArguments(call: Tree): void {
  const text = call['arguments'];
  if (text === undefined) return;
  // The two forms must differ: a client that parses a string cannot use an object.
  call['arguments'] = typeof text === 'string' ? structureIn(text) : { '[no string]': text };
}

/** The object or array in a text; else the text itself. */
export function structureIn(text: string): unknown {
  if (!/^\s{0,64}[{[]/.test(text) || depthOf(text) > depthMax) return text;
  const value = parseSource(text);
  return value === undefined || repeatsNames(text) ? text : value;
}

/** Parsing keeps only the last member of a name. */
function repeatsNames(text: string): boolean {
  const { value, members } = parseExactly(text, Buffer.from(text));
  return countMembers(value) !== members;
}

/** An upper bound for how deep a text is nested: brackets in strings count, too. */
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
