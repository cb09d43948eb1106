import { percentDecoded } from '../../../vocabulary/percent-decoded.ts';
import { singular } from '../../../vocabulary/value-names.ts';
import { kindUnder, senseOf } from './id-names.ts';
import { looksLikeIdentity } from './id-values.ts';

/** A part of a URL that may be an identity: a path segment, or the value of a parameter. */
export interface UrlPart {
  /** The position of the part as written in the URL. */
  readonly start: number;
  readonly end: number;
  /** Percent-decoded. */
  readonly text: string;
  /** The parameter's name; empty for a segment. */
  readonly name: string;
  /** The kind of thing that it would identify. */
  readonly kind: string;
}

/** No list of identities has more parts that are worth checking. */
const partsMax = 200;

/** Whether a text is a URL or a path by itself. */
export function isUrl(text: string): boolean {
  return text.length <= 4096 && (text.startsWith('/') || /^https?:\/\//i.test(text));
}

/** The parts of an absolute URL, or of a target in any form; in their order. */
export function urlParts(url: string): readonly UrlPart[] {
  const pathStart = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url)?.[0].length ?? 0;
  const queryAt = indexOrEnd(url, url.indexOf('?', pathStart));
  const fragmentAt = indexOrEnd(url, url.indexOf('#', pathStart));
  const pathEnd = Math.min(queryAt, fragmentAt);
  const parts = segments(url, pathStart, pathEnd);
  if (queryAt < fragmentAt) {
    parts.push(...parameters(url, queryAt + 1, fragmentAt, kindOfPath(parts)));
  }
  return parts.slice(0, partsMax);
}

/** The kind of the segment after a word: `virtualkey` after `virtual-keys`. */
function kindInPath(segment: string): string {
  const word = segment.toLowerCase();
  return singular(/[_-]/.test(word) ? word.replaceAll(/[_-]/g, '') : word);
}

/** The parameters of a query or a form. */
export function formParts(text: string): readonly UrlPart[] {
  return parameters(text, 0, text.length, '').slice(0, partsMax);
}

/**
 * The kind of things that a path is about: `key` for `/api/keys` and all below it.
 *
 * @param isIdentity whether a segment is an identity and not a word
 */
export function kindOfPath(
  parts: readonly UrlPart[],
  isIdentity: (text: string) => boolean = looksLikeIdentity,
): string {
  const word = parts.findLast(({ name, text }) => name === '' && !isIdentity(text));
  return word === undefined ? '' : (kindUnder(word.text) ?? '');
}

function segments(url: string, start: number, end: number): UrlPart[] {
  const parts: UrlPart[] = [];
  let kind = '';
  for (let at = start; at < end;) {
    const next = Math.min(indexOrEnd(url, url.indexOf('/', at)), end);
    if (next > at) {
      const text = decoded(url.slice(at, next), false);
      parts.push({ start: at, end: next, text, name: '', kind });
      if (!looksLikeIdentity(text)) kind = kindInPath(text);
    }
    at = next + 1;
  }
  return parts;
}

function parameters(url: string, start: number, end: number, kind: string): UrlPart[] {
  const parts: UrlPart[] = [];
  for (let at = start; at < end;) {
    const next = Math.min(indexOrEnd(url, url.indexOf('&', at)), end);
    const equals = url.indexOf('=', at);
    if (equals >= 0 && equals < next) {
      const name = decoded(url.slice(at, equals), true);
      const own = senseOf(name).kind;
      const text = decoded(url.slice(equals + 1, next), true);
      parts.push({ start: equals + 1, end: next, text, name, kind: own === '' ? kind : own });
    }
    at = next + 1;
  }
  return parts;
}

function indexOrEnd(text: string, index: number): number {
  return index < 0 ? text.length : index;
}

function decoded(text: string, isForm: boolean): string {
  return percentDecoded(isForm && text.includes('+') ? text.replaceAll('+', ' ') : text);
}
