import { RE2JS } from 're2js';

/** A pattern of the user's, compiled: its matches are to be hidden. */
export type SecretPattern = RE2JS;

/**
 * Compiles a regular expression in RE2's syntax, which has neither look-around nor back-references:
 * it takes linear time, whatever the text it is held against. The bodies it searches are hostile.
 *
 * @throws the library's error, when `text` is not such an expression
 */
export function compileSecretPattern(text: string): SecretPattern {
  return RE2JS.compile(RE2JS.translateRegExp(text));
}

/** What is wrong with a pattern, in words that a person can act on; null when nothing is. */
export function secretPatternFault(text: string): string | null {
  try {
    return compileSecretPattern(text).matches('')
      ? 'write a pattern that does not match the empty text: it would hide nothing or all'
      : null;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `write a regular expression in RE2 syntax, for example emp-[0-9]{6}: ${reason}`;
  }
}
