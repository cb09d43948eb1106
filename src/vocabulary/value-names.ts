/**
 * Small numbers are ids in one place and amounts in the next: the last word of their name shows which. `_`,
 * `-` and letter case make no difference.
 */
const quantityWords = wordSet(`
  count total size length len limit offset page pages per amount cost price tokens requests bytes kb
  mb ms millis seconds secs minutes mins hours days weeks months years status code age quantity qty
  score rank weight height width duration latency usage spend usd eur budget balance attempts retries
  year month day hour minute second percent ratio rate sum max min average avg position depth level
`);

const idWords = wordSet(`
  id ids uuid uuids guid uid pk oid ref refs cursor token tokens slug rev revision etag number no
`);

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/));
}

/** Whether what has this name is counted or measured. */
export function isQuantityName(name: string): boolean {
  return quantityWords.has(lastWord(name));
}

/** Whether values with this name were minted to identify things. */
export function isIdName(name: string): boolean {
  return idWords.has(lastWord(name));
}

/** More of a name says nothing about what it is a name of. */
const lookedAtChars = 32;

/** `totalCount`, `total_count` and `X-Total-Count` all end in `count`. */
function lastWord(name: string): string {
  return wordsOf(name).at(-1) ?? '';
}

/** The words of a name's end, in lower case: `virtualKeyId` and `virtual_key_id` are three. */
export function wordsOf(name: string): readonly string[] {
  const words = name.slice(-lookedAtChars).match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[A-Z]/g);
  return words?.map((word) => word.toLowerCase()) ?? [];
}

/**
 * The singular of a word: `virtualkey` for `virtualkeys`. It is exact enough to compare names with each
 * other.
 */
export function singular(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') && !/(?:ss|us|is)$/.test(word) ? word.slice(0, -1) : word;
}
