import { JSONPathEnvironment, jsonpath } from 'json-p3';
import { ParallaxError } from '../vocabulary/errors.ts';
import { failure, type Result, success } from '../vocabulary/result.ts';
import type { Cost } from '../vocabulary/walk-budget.ts';
import { type PathSegments, simpleSegmentsOf } from './path-automaton.ts';
import { compilePattern, isFoundIn, matchesWhole, type Pattern } from './pattern.ts';

/** Strict RFC 9535. It only parses: the library's evaluation recurses and backtracks. */
const environment = new JSONPathEnvironment({ strict: true });

/**
 * @returns the segments of a query whose patterns are valid in RE2's syntax
 * @throws an error whose message can be shown, if `text` is not an RFC 9535 query or a pattern is invalid
 */
export function compileJsonPath(text: string): PathSegments {
  const query = environment.compile(text);
  for (const call of patternCallsIn(query)) patternOf(call);
  return query;
}

/** The fault of a JSONPath; null if it is valid. */
export function jsonPathFault(text: string): string | null {
  return parseJsonPath(text).fault;
}

/**
 * What is wrong with a path that must not depend on values; null when nothing is, and for a text that is no
 * path, which has another fault.
 */
export function valuelessPathFault(text: string): string | null {
  const { value: path } = parseJsonPath(text);
  if (path === null || simpleSegmentsOf(path) !== null) return null;
  return 'write a path with only names, indexes from 0, * and ..: members are renamed before values are looked at';
}

function parseJsonPath(text: string): Result<PathSegments> {
  try {
    return success(compileJsonPath(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failure(`write an RFC 9535 JSONPath, for example $.items[*].createdAt: ${reason}`);
  }
}

/**
 * The pattern of `match()` or `search()`, compiled once. It must be a literal in the query: a pattern from a body
 * could be hostile.
 */
export function patternOf({ name, args }: jsonpath.expressions.FunctionExtension): Pattern {
  const [, pattern] = args;
  if (!(pattern instanceof jsonpath.expressions.StringLiteral)) {
    throw new ParallaxError('json_path', `the pattern of ${name}() must be a text in quotes`);
  }
  return compiled(pattern.value);
}

/** Whether a text matches a pattern: as a whole for `match`, anywhere for `search`. */
export function holdsPattern(name: string, pattern: Pattern, text: string, cost: Cost): boolean {
  return name === 'match' ? matchesWhole(pattern, text, cost) : isFoundIn(pattern, text, cost);
}

const compiledPatterns = new Map<string, Pattern>();

/** Kept without a bound: patterns come only from the config. */
function compiled(text: string): Pattern {
  let pattern = compiledPatterns.get(text);
  if (pattern === undefined) {
    pattern = compilePattern(asRe2(text));
    compiledPatterns.set(text, pattern);
  }
  return pattern;
}

/** RFC 9485: a dot matches any character except LF and CR. RE2's dot excludes LF only. */
function asRe2(pattern: string): string {
  return pattern.replaceAll(/\\[^]|\[(?:\\[^]|[^\]\\])*\]|\./g, (part) =>
    part === '.' ? '[^\\n\\r]' : part,
  );
}

function* patternCallsIn({
  segments,
}: PathSegments): Generator<jsonpath.expressions.FunctionExtension> {
  for (const segment of segments) {
    for (const selector of segment.selectors) {
      if (selector instanceof jsonpath.selectors.FilterSelector) {
        yield* patternCallsBelow(selector.expression);
      }
    }
  }
}

const patternFunctions: ReadonlySet<string> = new Set(['match', 'search']);

function* patternCallsBelow(
  expression: jsonpath.expressions.FilterExpression,
): Generator<jsonpath.expressions.FunctionExtension> {
  if (expression instanceof jsonpath.expressions.LogicalExpression) {
    yield* patternCallsBelow(expression.expression);
  } else if (expression instanceof jsonpath.expressions.PrefixExpression) {
    yield* patternCallsBelow(expression.right);
  } else if (expression instanceof jsonpath.expressions.InfixExpression) {
    yield* patternCallsBelow(expression.left);
    yield* patternCallsBelow(expression.right);
  } else if (expression instanceof jsonpath.expressions.FilterQuery) {
    yield* patternCallsIn(expression.path);
  } else if (expression instanceof jsonpath.expressions.FunctionExtension) {
    if (patternFunctions.has(expression.name)) yield expression;
    for (const arg of expression.args) yield* patternCallsBelow(arg);
  }
}
