import type { CompareConfig } from '../../config/compare-schema.ts';
import { exactNumber, exactNumberText } from '../json/exact-number.ts';
import { createTimeTransform } from './transform-time.ts';

/**
 * Makes the function that rewrites a value to the form it is compared in. What the rule is not about
 * stays as it is.
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
      // Documents are given their shape before they are compared: see `config/reshape.ts`.
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

/** Without loss: "10.50" is 10.5, and "9007199254740993" no double. */
function toNumber(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return exactNumber(exactNumberText(value) ?? value) ?? value;
}
