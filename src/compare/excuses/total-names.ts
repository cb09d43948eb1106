import { isQuantityName, wordsOf } from '../../vocabulary/value-names.ts';

/** Words that mark a total, anywhere in a name. */
const totalWords: ReadonlySet<string> = new Set(['total', 'totals', 'count', 'counts', 'num']);
/** Last words that mark a count. */
const countWords: ReadonlySet<string> = new Set([
  'count',
  'counts',
  'len',
  'length',
  'num',
  'size',
]);
/** Words that mark, anywhere in a name, a sum of what things have, and not their number. */
const amountWords: ReadonlySet<string> = new Set([
  'amount',
  'amounts',
  'balance',
  'budget',
  'bytes',
  'charge',
  'charges',
  'cost',
  'costs',
  'eur',
  'fee',
  'fees',
  'gross',
  'kb',
  'mb',
  'net',
  'price',
  'prices',
  'revenue',
  'spend',
  'spending',
  'spent',
  'tax',
  'usd',
  'value',
]);
/** Quantities that are a position or a property, and not an amount. */
const otherQuantityWords: ReadonlySet<string> = new Set([
  'age',
  'code',
  'day',
  'hour',
  'limit',
  'minute',
  'month',
  'offset',
  'page',
  'per',
  'position',
  'rank',
  'second',
  'status',
  'year',
]);

/** What a total is: a number of things, a sum of what they have, or, as `total` and `tokens`, either. */
export type TotalKind = 'count' | 'sum' | 'either';

/** Null for a name that marks no total. */
export function totalKindOf(name: string): TotalKind | null {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  if (otherQuantityWords.has(last)) return null;
  const isTotal = words.some((one) => totalWords.has(one));
  // `total_size` may add up sizes, and `total_length` lengths.
  if (countWords.has(last)) return isTotal && !totalWords.has(last) ? 'either' : 'count';
  if (words.some((one) => amountWords.has(one))) {
    return isTotal || amountWords.has(last) || isQuantityName(name) ? 'sum' : null;
  }
  if (isQuantityName(name) || last === 'totals') return 'either';
  return isTotal ? 'count' : null;
}

/**
 * Last words of names of measures. They do not count things, although they may be called totals: `totalSize`
 * may add up sizes.
 */
const measureWords: ReadonlySet<string> = new Set(['len', 'length', 'size']);

/** Whether a name explicitly counts things: `total`, `notesCount`, `X-Total-Count`. */
export function isCountOfThings(name: string): boolean {
  const kind = totalKindOf(name);
  if (kind === null || kind === 'sum') return false;
  const words = wordsOf(name);
  return words.some((one) => totalWords.has(one)) && !measureWords.has(words.at(-1) ?? '');
}

/** Whether a name means nothing but a count: `total`, `count`, `totalCount`. */
export function isBareTotalName(name: string): boolean {
  const words = wordsOf(name);
  return words.length > 0 && words.every((one) => totalWords.has(one));
}
