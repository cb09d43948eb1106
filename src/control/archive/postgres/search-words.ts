/**
 * The words of a text, as SQLite's tokenizer `unicode61` finds them: letters, numbers, private characters and the
 * underscore; without case, and without diacritics on Latin letters. PostgreSQL's own parser would read
 * numbers, paths and addresses differently, and the same search would find other exchanges.
 */
const word = /[\p{L}\p{N}\p{Co}_](?:[\p{L}\p{N}\p{Co}_]|[\u0300-\u036F])*/gu;
const diacritics = /[\u0300-\u036F]/g;
const latinWithDiacritic = /[^\P{Script=Latin}A-Za-z]/gu;

/** A longer word is cut: PostgreSQL has none of more than 2 KB. */
const wordCharsMax = 255;
/** PostgreSQL numbers no more words of a text. */
const positionsMax = 16_383;
/** Together they have to stay under 1 MB. */
const bytesMax = 400_000;

function wordsIn(text: string): readonly string[] {
  return (text.match(word) ?? []).map((found) =>
    wholeCharacters(withoutCase(withoutDiacritics(found)).slice(0, wordCharsMax)),
  );
}

function withoutDiacritics(text: string): string {
  return text.replace(diacritics, '').replace(latinWithDiacritic, (letter) => {
    const [base = letter] = letter.normalize('NFD');
    return /^[A-Za-z]$/.test(base) ? base : letter;
  });
}

/** Characters that differ only in case become the same one; `ß` has no capital of one character. */
function withoutCase(text: string): string {
  return Array.from(text, (character) => {
    const capital = character.toUpperCase();
    return (capital.length === character.length ? capital : character).toLowerCase();
  }).join('');
}

function wholeCharacters(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, '');
}

/** A `tsvector`: every word of a text with its positions. What a tsvector cannot hold is left out at the end. */
export function searchVector(text: string): string {
  const positions = new Map<string, number[]>();
  let bytes = 0;
  for (const [index, found] of wordsIn(text).slice(0, positionsMax).entries()) {
    const known = positions.get(found);
    if (known !== undefined) {
      known.push(index + 1);
      continue;
    }
    bytes += Buffer.byteLength(found);
    if (bytes > bytesMax) break;
    positions.set(found, [index + 1]);
  }
  return [...positions].map(([found, at]) => `'${found}':${at.join(',')}`).join(' ');
}

/**
 * A `tsquery`: all that is between spaces is in the text, its words in this order; the last word may be
 * unfinished. Undefined if everything matches; if the text has no word, an empty query, which matches nothing.
 */
export function searchQuery(asked: string): string | undefined {
  const parts = asked.match(/[^\s"\p{Cc}]+/gu) ?? [];
  if (parts.length === 0) return undefined;
  const phrases = parts.map((part, index) => {
    const phrase = wordsIn(part).map((found) => `'${found}'`);
    const isLast = index === parts.length - 1;
    return phrase.join(' <-> ') + (isLast && phrase.length > 0 ? ':*' : '');
  });
  return phrases.filter((phrase) => phrase !== '').join(' & ');
}
