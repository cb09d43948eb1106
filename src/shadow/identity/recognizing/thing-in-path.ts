import { pathOf } from '../../order/resource-path.ts';
import { segmentContext } from './field-context.ts';
import { type FoundId, foundId } from './found-id.ts';
import { looksLikeIdentity } from './id-values.ts';
import { urlParts } from './url-parts.ts';

/** What a write changes, by its path. */
export interface ThingInPath {
  /** The last identity in the path; null where there is none. */
  readonly thing: (FoundId & { readonly kind: string }) | null;
  /** Without the query. */
  readonly path: string;
  /** The path that lists the thing; all of it where there is no thing. */
  readonly collection: string;
}

/** @param target of a request */
export function thingInPath(target: string): ThingInPath {
  const part = urlParts(target).findLast(
    ({ name, text }) => name === '' && looksLikeIdentity(text),
  );
  const path = pathOf(target);
  if (part === undefined) return { thing: null, path, collection: path };
  const { text, kind, start } = part;
  const collection = target.slice(0, Math.max(0, start - 1));
  return { thing: { ...foundId(text, segmentContext(kind)), kind }, path, collection };
}
