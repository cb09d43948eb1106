import { createHash } from 'node:crypto';

/** Statements whose literals PostgreSQL replaces in what it shows. All others are utility statements. */
const plannedWords: ReadonlySet<string> = new Set([
  'select',
  'insert',
  'update',
  'delete',
  'merge',
  'with',
  'values',
  'table',
]);

/** Words that may be shown after the first word of a utility statement: they are never names or values. */
const utilityObjects: ReadonlySet<string> = new Set([
  'database',
  'extension',
  'function',
  'index',
  'materialized',
  'policy',
  'role',
  'schema',
  'sequence',
  'session',
  'table',
  'temp',
  'temporary',
  'transaction',
  'trigger',
  'type',
  'unique',
  'user',
  'view',
  'work',
]);

/** How many characters of the beginning and of the end of a long shape are shown. */
const [headChars, tailChars] = [240, 200];

/** A name in PostgreSQL has at most 63 bytes; a longer word is not a name. */
const nameCharsMax = 63;

/**
 * A statement without its values: statements have the same shape if they differ only in white space, case,
 * comments, literals, parameters or in the length of a list. Nothing that a user entered is in it: literals
 * become `?`, comments are left out, and of utility statements, whose literals PostgreSQL keeps, only the first words remain.
 *
 * @param text as pg_stat_statements shows it
 * @returns at most some 450 characters
 */
export function statementShape(text: string): string {
  const tokens = tokensOf(text);
  const first = tokens.find((one) => one !== '(') ?? '';
  if (!plannedWords.has(first)) return utilityShape(tokens);
  while (tokens.at(-1) === ';') tokens.pop();
  return bounded(withoutLengths(joined(tokens)));
}

function utilityShape(tokens: readonly string[]): string {
  const [first = '', second = ''] = tokens;
  if (!/^[a-z]{1,20}$/.test(first)) return '(not readable)';
  return utilityObjects.has(second) ? `${first} ${second}` : first;
}

/** In the order of what PostgreSQL tries; the last one is any other character. */
const token = new RegExp(
  [
    String.raw`(?<space>\s+|--[^\n]*)`,
    String.raw`(?<comment>/\*)`,
    String.raw`(?<dollar>\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$)`,
    String.raw`(?<parameter>\$\d+)`,
    String.raw`(?<string>(?:[EBXNebxn]|[Uu]&)?')`,
    String.raw`(?<name>(?:[Uu]&)?")`,
    String.raw`(?<number>(?:0[xXoObB][0-9a-fA-F_]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))`,
    String.raw`(?<word>[\p{L}_][\p{L}\p{N}_$]*)`,
    String.raw`(?<operator>::|(?:(?!--|/\*)[<>=!~@#%^&|*/+-])+|.)`,
  ].join('|'),
  'suy',
);

/** Words in lower case, names, operators, and `?` for every value. */
function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  let at = 0;
  const skipTo = (end: number | null): void => {
    // Unclear text might be a literal: nothing after it is shown.
    if (end === null) tokens.push('…');
    at = end ?? text.length;
  };
  while (at < text.length) {
    token.lastIndex = at;
    const match = token.exec(text);
    const groups = match?.groups;
    if (match === null || groups === undefined) break;
    const [whole] = match;
    at += whole.length;
    if (groups['comment'] !== undefined) skipTo(commentEnd(text, at));
    else if (groups['dollar'] !== undefined) {
      tokens.push('?');
      const end = text.indexOf(whole, at);
      skipTo(end < 0 ? null : end + whole.length);
    } else if (groups['string'] !== undefined) {
      tokens.push('?');
      skipTo(stringEnd(text, at));
    } else if (groups['name'] !== undefined) {
      const end = text.indexOf('"', at);
      const isName = end >= 0 && end - at <= nameCharsMax;
      if (isName) tokens.push(nameToken(text.slice(at, end)));
      skipTo(isName ? end + 1 : null);
    } else if (groups['parameter'] !== undefined || groups['number'] !== undefined)
      tokens.push('?');
    else if (groups['space'] === undefined) tokens.push(whole.toLowerCase());
  }
  return tokens;
}

/** Comments nest. */
function commentEnd(text: string, start: number): number | null {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  for (let depth = 1; depth > 0;) {
    const match = mark.exec(text);
    if (match === null) return null;
    depth += match[0] === '/*' ? 1 : -1;
  }
  return mark.lastIndex;
}

/** Null where the string has no end, or where a setting of the server decides which quote ends it. */
function stringEnd(text: string, start: number): number | null {
  for (let at = start; ;) {
    const quote = text.indexOf("'", at);
    if (quote < 0 || text[quote - 1] === '\\') return null;
    if (text[quote + 1] !== "'") return quote + 1;
    at = quote + 2;
  }
}

/** PostgreSQL folds names to lower case unless they are quoted: quotes that change nothing are left out. */
function nameToken(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name}"`;
}

/** Joined with spaces, except where people write none. */
function joined(tokens: readonly string[]): string {
  return tokens
    .join(' ')
    .replaceAll(/ ?\. ?/g, '.')
    .replaceAll(/ ?:: ?/g, '::')
    .replaceAll(/ ([,;)\]])/g, '$1')
    .replaceAll(/([([]) /g, '$1');
}

/** A list is the same shape whatever its length: in (?, ?), array[?, ?], values (?, ?), (?, ?). */
function withoutLengths(text: string): string {
  return text
    .replaceAll(/\b(in ?|array ?)([([])(?:\?(?:::[a-z_]+)?(?:, )?)+([)\]])/g, '$1$2?$3')
    .replaceAll(/(values )(\([^()]*\))(?:, \([^()]*\))+/g, '$1$2, …');
}

/** Long lists of columns start alike, so a hash of the whole text is part of the shape. */
function bounded(text: string): string {
  if (text.length <= headChars + tailChars) return text;
  const mark = createHash('sha256').update(text).digest('hex').slice(0, 6);
  return `${text.slice(0, headChars)} … ${text.slice(-tailChars)} (${mark})`;
}
