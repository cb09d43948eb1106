import type { Cost } from '../../vocabulary/walk-budget.ts';
import { compileJsonPath } from '../json-path.ts';
import { compileSegments } from './compile-filter.ts';

/** Evaluates a query: the values it selects, in the document's order; null if that exceeds the cost. */
export type PathValues = (document: unknown, cost: Cost) => readonly unknown[] | null;

/**
 * Compiles a query for documents in which it is evaluated as a whole.
 *
 * @param path an RFC 9535 query
 * @throws an error whose message can be shown, if it is not
 */
export function compilePathValues(path: string): PathValues {
  const select = compileSegments(compileJsonPath(path));
  return (document, cost) => {
    const values: unknown[] = [];
    const isWhole = select(document, document, cost, (value) => {
      values.push(value);
      return cost.spend(1);
    });
    // A negated filter that exceeded the cost may have selected too many values.
    return isWhole && cost.spend(0) ? values : null;
  };
}
