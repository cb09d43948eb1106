import { RE2JS } from 're2js';

/** Whether the whole of a text is what the pattern says. */
export type ValuePattern = (text: string) => boolean;

/**
 * Compiles a regular expression in RE2's syntax, which takes linear time whatever it is held
 * against: the bodies are hostile.
 *
 * @throws the library's error, when `text` is not such an expression
 */
export function compileValuePattern(text: string): ValuePattern {
  const pattern = RE2JS.compile(RE2JS.translateRegExp(text));
  return (value) => pattern.matches(value);
}

/** What is wrong with a pattern, in words that a person can act on; null when nothing is. */
export function valuePatternFault(text: string): string | null {
  try {
    compileValuePattern(text);
    return null;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `write a regular expression in RE2 syntax, for example [0-9a-f]{32}: ${reason}`;
  }
}
