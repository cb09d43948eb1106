import { countWords } from './gate/words.ts';

/** `1 was never asked`, `3 were never asked`. */
export function neverAskedWords(count: number): string {
  return `${countWords(count)} ${count === 1 ? 'was' : 'were'} never asked`;
}

/** `1 route was asked that is not in it`. */
export function undocumentedWords(count: number): string {
  const words = count === 1 ? 'route was asked that is' : 'routes were asked that are';
  return `${countWords(count)} ${words} not in it`;
}
