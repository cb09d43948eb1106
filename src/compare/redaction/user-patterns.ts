import { compilePattern } from '../../config/pattern.ts';
import type { Span, SpanFinder } from './span.ts';

/**
 * Creates finders for the user's own patterns, whose whole matches are hidden.
 *
 * @throws the library's error if a pattern is invalid
 */
export function compileUserPatterns(patterns: readonly string[]): readonly SpanFinder[] {
  return patterns.map((pattern) => {
    const compiled = compilePattern(pattern);
    return function* matches(text: string): Generator<Span> {
      const matcher = compiled.matcher(text);
      while (matcher.find()) yield { start: matcher.start(), end: matcher.end() };
    };
  });
}
