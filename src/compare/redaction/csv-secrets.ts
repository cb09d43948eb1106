import { isSecretName } from '../../vocabulary/secret-names.ts';
import type { Span } from './span.ts';

const delimiters = [',', ';', '\t', '|'];

/** A longer first line is not a header. */
const headerCharsMax = 16 * 1024;
const columnsMax = 1000;

/** A cell of a header is a name, never a sentence. */
const cellName = /^[^{}<>=:'"\\]{0,64}$/;

/** The values in CSV columns whose header is the name of a secret. */
export function* csvSecrets(text: string): Generator<Span> {
  const header = headerOf(text);
  if (header === null) return;
  const { columns, delimiter, end } = header;
  let column = 0;
  for (let at = end; at < text.length;) {
    const cellEnd = endOfCell(text, at, delimiter);
    if (columns.has(column) && cellEnd > at) yield { start: at, end: cellEnd };
    column = text.charAt(cellEnd) === delimiter ? column + 1 : 0;
    at = cellEnd + 1;
  }
}

interface Header {
  /** Numbers of the columns with secrets. */
  readonly columns: ReadonlySet<number>;
  readonly delimiter: string;
  /** Where the second line begins. */
  readonly end: number;
}

/** The first line that is neither empty, nor a comment, nor Excel's `sep=;`. */
const firstLine = /^(?:(?:#[^\n]{0,1000}|sep=.|[ \t]{0,100})\r?\n){0,20}(?=[^\n])/;

function headerOf(text: string): Header | null {
  const start = firstLine.exec(text)?.[0].length ?? 0;
  const lineEnd = text.indexOf('\n', start);
  if (lineEnd === -1 || lineEnd - start > headerCharsMax) return null;
  const line = text
    .slice(start, lineEnd)
    .replace(/\r$/, '')
    .replace(/^\ufeff/, '');
  const delimiter = delimiterOf(line);
  if (delimiter === null) return null;
  const names = line.split(delimiter, columnsMax).map(unquoted);
  if (!names.every((name) => cellName.test(name))) return null;
  const columns = new Set(names.flatMap((name, index) => (isSecretName(name) ? [index] : [])));
  return columns.size === 0 ? null : { columns, delimiter, end: lineEnd + 1 };
}

/** The most frequent delimiter; null if there is none. */
function delimiterOf(line: string): string | null {
  let best: string | null = null;
  let most = 1;
  for (const delimiter of delimiters) {
    const cells = line.split(delimiter, columnsMax).length;
    if (cells > most) [best, most] = [delimiter, cells];
  }
  return best;
}

function unquoted(cell: string): string {
  return cell.trim().replaceAll(/^"|"$/g, '');
}

/** The end of a cell, which may contain line ends and delimiters in quotes. */
function endOfCell(text: string, start: number, delimiter: string): number {
  let at = start;
  if (text.charCodeAt(at) === 0x22) {
    at = text.indexOf('"', at + 1);
    while (at !== -1 && text.charCodeAt(at + 1) === 0x22) at = text.indexOf('"', at + 2);
    if (at === -1) return text.length;
  }
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === delimiter.charCodeAt(0)) return at;
  }
  return text.length;
}
