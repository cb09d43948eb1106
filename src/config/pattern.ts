import { RE2JS } from 're2js';

/** A regular expression of the user's, compiled. */
export type Pattern = RE2JS;

/**
 * Compiles a regular expression in RE2's syntax, which has neither look-around nor back-references:
 * it takes linear time, whatever the text it is held against. The bodies it searches are hostile.
 *
 * @throws the library's error, when `text` is not such an expression
 */
export function compilePattern(text: string): Pattern {
  return RE2JS.compile(RE2JS.translateRegExp(text));
}

/** What is wrong with a pattern for whole values, in words to act on; null when nothing is. */
export function valuePatternFault(text: string): string | null {
  return compileOrFault(text, '[0-9a-f]{32}').fault;
}

/** What is wrong with a pattern whose matches are to be hidden; null when nothing is. */
export function secretPatternFault(text: string): string | null {
  const { pattern, fault } = compileOrFault(text, 'emp-[0-9]{6}');
  return pattern?.matches('') === true
    ? 'write a pattern that does not match the empty text: it would hide nothing or all'
    : fault;
}

type Compiled =
  | { readonly pattern: Pattern; readonly fault: null }
  | { readonly pattern: null; readonly fault: string };

function compileOrFault(text: string, example: string): Compiled {
  try {
    return { pattern: compilePattern(text), fault: null };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const fault = `write a regular expression in RE2 syntax, for example ${example}: ${reason}`;
    return { pattern: null, fault };
  }
}
