/** Words for the form of a value, not for its meaning: `pin_code`, `cvvHash`. */
const formWords: ReadonlySet<string> = new Set([
  'base64',
  'b64',
  'code',
  'digits',
  'encoded',
  'encrypted',
  'hash',
  'hashed',
  'hex',
  'no',
  'num',
  'number',
  'plain',
  'raw',
  'sha1',
  'sha256',
  'sha512',
  'text',
  'v1',
  'v2',
  'v4',
  'value',
]);

/**
 * The words of a name in lower case: `userPIN`, `user_pin` and `User-Pin` are `user`, `pin`. Without digits at the
 * end of a word.
 */
export function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** The word for the meaning of a name: the last one that is neither a number nor a form. */
export function headWord(words: readonly string[]): string {
  let last = words.length - 1;
  while (last > 0 && isForm(words[last] ?? '')) last -= 1;
  return (words[last] ?? '').replace(/[0-9]+$/, '');
}

function isForm(word: string): boolean {
  return formWords.has(word) || /^[0-9]+$/.test(word);
}
