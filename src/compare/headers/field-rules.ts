import type { CompareConfig, RouteCompareConfig } from '../../config/compare-schema.ts';
import { compilePattern, type Pattern } from '../../config/pattern.ts';
import { repeatedFieldSeparator } from '../response-head.ts';

/** How one header field is compared. */
export interface FieldRules {
  /** In lower case. */
  readonly name: string;
  /** The letter case of its value means nothing. */
  readonly ignoresCase: boolean;
  /** Two values do not count where one of these matches both. */
  readonly ignored: readonly Pattern[];
}

/**
 * The header fields that are compared, each once. A route's list takes the place of the one at the
 * top; what either ignores is ignored.
 *
 * @throws the library's error when a pattern in the config is none
 */
export function compileFieldRules(
  { headers }: CompareConfig,
  own?: RouteCompareConfig,
): readonly FieldRules[] {
  const ignoreCase = new Set([...headers.ignoreCase, ...(own?.headers.ignoreCase ?? [])]);
  const ignore = [...headers.ignore, ...(own?.headers.ignore ?? [])].map(({ name, pattern }) => ({
    names: namesLike(name),
    pattern: pattern === undefined ? null : compilePattern(pattern),
  }));
  return [...new Set(own?.headers.compare ?? headers.compare)].flatMap((name) => {
    const patterns = ignore.filter(({ names }) => names.test(name)).map(({ pattern }) => pattern);
    const ignored = patterns.filter((pattern) => pattern !== null);
    if (ignored.length < patterns.length) return [];
    return [{ name, ignoresCase: ignoreCase.has(name), ignored }];
  });
}

/** Whether two values do not count. A field that was sent several times matches as a whole. */
export function isIgnored({ ignored }: FieldRules, primary: string, candidate: string): boolean {
  if (ignored.length === 0) return false;
  const values = [primary, candidate].flatMap((value) => value.split(repeatedFieldSeparator));
  return ignored.some((pattern) => values.every((value) => pattern.matches(value)));
}

/** @param name with `*` for any characters */
function namesLike(name: string): RegExp {
  const source = name.replaceAll(/[^\w-]/g, (other) => (other === '*' ? '.*' : `\\${other}`));
  return new RegExp(`^${source}$`);
}
