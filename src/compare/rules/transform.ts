import type { CompareConfig } from '../../config/compare-schema.ts';
import { exactNumber, exactNumberText } from '../../vocabulary/exact-number.ts';
import { createTimeTransform } from './transform-time.ts';

/**
 * Creates the function that rewrites a value into the compared form. Values of other types stay as they are.
 */
export function createTransform(
  terms: CompareConfig['transform'][number],
): (value: unknown) => unknown {
  switch (terms.as) {
    case 'lowercase':
      return onText((text) => text.toLowerCase());
    case 'trim':
      return onText((text) => text.trim());
    case 'sort-csv':
      return onText(sortCsv);
    case 'number':
      return toNumber;
    case 'time':
      return createTimeTransform(terms);
    case 'json':
      // `config/reshape.ts` has read it already.
      return (value) => value;
  }
}

function onText(rewrite: (text: string) => string): (value: unknown) => unknown {
  return (value) =>
    typeof value === 'string' && exactNumberText(value) === null ? rewrite(value) : value;
}

function sortCsv(text: string): string {
  return text
    .split(',')
    .map((part) => part.trim())
    .sort()
    .join(',');
}

/** Without loss: "10.50" becomes 10.5, and "9007199254740993" a marked string. */
function toNumber(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return exactNumber(exactNumberText(value) ?? value) ?? value;
}
