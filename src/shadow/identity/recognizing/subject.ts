import { pathOf } from '../../order/resource-path.ts';
import { looksLikeIdentity } from './id-values.ts';
import { kindOfPath, type UrlPart, urlParts } from './url-parts.ts';

/** The subject of a message, according to the request of its exchange. */
export interface Subject {
  /** The kind of things that have no name of their own. */
  readonly kind: string;
  /** The path of its request, without the query. */
  readonly path: string;
  /** The kinds of the identities in the path, by text, in the order of the path. */
  readonly inPath: ReadonlyMap<string, string>;
  readonly target: string;
  /** The parts of its request's target. */
  readonly parts: readonly UrlPart[];
}

/** Whether a text that looks like a word is a known identity of this kind. */
export type IsKnown = (text: string, kind: string) => boolean;

/** @param target the target of a request */
export function subjectOf(target: string, isKnown: IsKnown = nothingKnown): Subject {
  const parts = urlParts(target);
  const inPath = new Map<string, string>();
  for (const { name, text, kind } of parts) {
    if (name === '' && (looksLikeIdentity(text) || isKnown(text, kind))) inPath.set(text, kind);
  }
  const kind = kindOfPath(parts, (text) => inPath.has(text));
  return { kind, path: pathOf(target), inPath, target, parts };
}

function nothingKnown(): boolean {
  return false;
}

/** The identity at the end of the path; null if the path ends in a word. */
export function thingOf({ parts, inPath }: Subject): UrlPart | null {
  const last = parts.findLast(({ name }) => name === '');
  return last !== undefined && inPath.has(last.text) ? last : null;
}
