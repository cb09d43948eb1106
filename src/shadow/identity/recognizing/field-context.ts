import { type NameSense, senseOf } from './id-names.ts';
import { isDigits, isUnmistakable, looksLikeIdentity, mayBeToken } from './id-values.ts';
import { pathOf } from '../../order/resource-path.ts';
import { kindOfPath, type UrlPart, urlParts } from './url-parts.ts';

/** Where a value stands, as far as it says what the value is. */
export interface IdentityPlace {
  readonly sense: NameSense;
  /** What it would be the identity of; empty where that cannot be told. */
  readonly kind: string;
}

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

/** @param around what is around the value is called so; null where the message is about it */
export function placeOf(name: string, around: string | null, subject: Subject): IdentityPlace {
  const sense = senseOf(name);
  if (sense.changes) return { sense, kind: changingKind(sense.kind, subject) };
  return { sense, kind: sense.kind === '' ? (around ?? subject.kind) : sense.kind };
}

/** Two things may have the same revision, or a page that begins after 7. */
export function changingKind(word: string, { path }: Subject): string {
  return `${word} ${path}`;
}

/** Whether a value at this place is an identity, as far as one can tell without knowing it. */
export function isIdentityAt({ sense }: IdentityPlace, text: string): boolean {
  switch (sense.role) {
    case 'id':
      return true;
    case 'perhaps':
      return !isDigits(text) && (looksLikeIdentity(text) || mayBeToken(text));
    case 'other':
      return isUnmistakable(text);
    case 'time':
    case 'never':
      return false;
  }
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
