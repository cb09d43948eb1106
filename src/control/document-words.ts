import { formatCount } from '../vocabulary/format.ts';

/** `1 was never requested`, `3 were never requested`. */
export function neverAskedWords(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'was' : 'were'} never requested`;
}

/** `1 requested route is not in it`. */
export function undocumentedWords(count: number): string {
  const words = count === 1 ? 'requested route is' : 'requested routes are';
  return `${formatCount(count)} ${words} not in it`;
}
