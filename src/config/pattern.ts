import { RE2JS } from 're2js';
import { failure, type Result, success } from '../vocabulary/result.ts';
import type { Cost } from '../vocabulary/walk-budget.ts';

/** A regular expression of the user's, compiled. */
export type Pattern = RE2JS;

/**
 * Compiles a regular expression in RE2's syntax, which has neither look-around nor back-references: it takes
 * linear time for any text. The bodies it searches are hostile.
 *
 * @throws the library's error, when `text` is not such an expression
 */
export function compilePattern(text: string): Pattern {
  return RE2JS.compile(RE2JS.translateRegExp(text));
}

/** Whether a pattern matches all of a text; false if that exceeds the cost limit. */
export function matchesWhole(pattern: Pattern, text: string, cost: Cost): boolean {
  return isAffordable(pattern, text, cost) && pattern.testExact(text);
}

/** Whether a pattern matches anywhere in a text; false if that exceeds the cost limit. */
export function isFoundIn(pattern: Pattern, text: string, cost: Cost): boolean {
  return isAffordable(pattern, text, cost) && pattern.test(text);
}

/** The most that one request may cost: some 30 ms of the thread that mirrors. */
const replaceStepsMax = 400_000;

/**
 * Replaces the first match of a pattern in a text.
 *
 * @param replacementOf gets the text of a group of the match by its number; 0 is all of it
 * @returns the text itself if there is no match; null if it exceeds the cost limit
 */
export function replaceFirst(
  pattern: Pattern,
  text: string,
  replacementOf: (group: (number: number) => string) => string,
): string | null {
  if (text.length * pattern.programSize() > replaceStepsMax) return null;
  const matcher = pattern.matcher(text);
  if (!matcher.find()) return text;
  const by = replacementOf((number) => matcher.group(number) ?? '');
  return text.slice(0, matcher.start()) + by + text.slice(matcher.end());
}

/**
 * RE2 takes as many steps for a character as its program has instructions, at worst. A search cannot be
 * interrupted, so one that may take more steps than this, some 300 ms, does not begin.
 */
const stepsMax = 4_000_000;

/** Usually the size of the program does not matter: this many characters cost as much as visiting a value. */
const charsPerValue = 8;
/** If it matters, this many steps count as a value: the clock is read every few thousand values. */
const stepsPerValue = 128;

function isAffordable(pattern: Pattern, text: string, cost: Cost): boolean {
  const steps = text.length * pattern.programSize();
  if (steps <= stepsMax) {
    return cost.spend(Math.max(text.length / charsPerValue, steps / stepsPerValue));
  }
  cost.spend(Number.POSITIVE_INFINITY);
  return false;
}

/** The fault of a pattern for whole values; null if it is valid. */
export function valuePatternFault(text: string): string | null {
  return compileWritten(text, '[0-9a-f]{32}').fault;
}

/** The fault of a pattern whose matches are hidden; null if it is valid. */
export function secretPatternFault(text: string): string | null {
  const { value: pattern, fault } = compileWritten(text, 'emp-[0-9]{6}');
  return pattern?.matches('') === true
    ? 'write a pattern that does not match the empty text: it would hide nothing or all'
    : fault;
}

/** Compiles a pattern whose first match in a path is replaced. */
export function compilePathPattern(text: string): Result<Pattern> {
  const compiled = compileWritten(text, '^/users/([^/]+)$');
  return compiled.value?.matches('') === true
    ? failure('write a pattern that does not match the empty text, for example ^/users/')
    : compiled;
}

/** @param example of a pattern that can be written here */
function compileWritten(text: string, example: string): Result<Pattern> {
  try {
    return success(compilePattern(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failure(`write a regular expression in RE2 syntax, for example ${example}: ${reason}`);
  }
}
