import { pathOf } from '../../order/resource-path.ts';
import { looksLikeIdentity } from './id-values.ts';
import { kindOfPath, type UrlPart, urlParts } from './url-parts.ts';

/** What a message is about, by its exchange's request. */
export interface Subject {
  /** What things are called that have no name of their own. */
  readonly kind: string;
  /** Of its request, without the query. */
  readonly path: string;
  /** The kinds of the identities in the path, by their texts. */
  readonly inPath: ReadonlyMap<string, string>;
  /** Of its request's target. */
  readonly parts: readonly UrlPart[];
}

/** @param target of a request */
export function subjectOf(target: string): Subject {
  const parts = urlParts(target);
  const inPath = new Map<string, string>();
  for (const { name, text, kind } of parts) {
    if (name === '' && looksLikeIdentity(text)) inPath.set(text, kind);
  }
  return { kind: kindOfPath(parts), path: pathOf(target), inPath, parts };
}
