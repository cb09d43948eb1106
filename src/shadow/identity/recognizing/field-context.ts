import { kindOfNames, kindUnder, type NameSense, senseOf } from './id-names.ts';
import {
  drawnCharsMin,
  isDigits,
  isUnmistakable,
  looksDrawn,
  looksLikeIdentity,
  mayBeToken,
} from './id-values.ts';
import { mayBeMinted } from './revision.ts';
import type { Subject } from './subject.ts';

/** The context of a value, as far as it determines the value's meaning. */
export interface FieldContext {
  readonly sense: NameSense;
  /** The kind of thing that it would identify; empty if unknown. */
  readonly kind: string;
  /** It is the name of a member, which may be a known identity of any kind. */
  readonly isName?: boolean;
  /** It is a segment of a path, which may be a fixed word of the API. */
  readonly isSegment?: boolean;
}

/** @param around the name of the surrounding object; null if the message is about it */
export function contextOf(name: string, around: string | null, subject: Subject): FieldContext {
  return contextBy(senseOf(name), around, subject);
}

/** The same for a name whose sense is already known. */
export function contextBy(sense: NameSense, around: string | null, subject: Subject): FieldContext {
  if (sense.changes) {
    const word = sense.isRevision === true ? revisionKind : sense.kind;
    return { sense, kind: changingKind(word, subject) };
  }
  return { sense, kind: sense.kind === '' ? (around ?? subject.kind) : sense.kind };
}

/** The context of a member's name in an object. */
export function nameContext(context: FieldContext): FieldContext {
  return { ...context, isName: true };
}

/**
 * The context of a number as the name of a member: in a map such as `costsByKey` it is the identity of a thing of the kind
 * that the map is named after. Under any other name, such as `items` in an order, it may number anything.
 */
export function numberNameContext(
  name: string,
  around: string | null,
  { kind }: Subject,
): FieldContext {
  return { sense: mapSense, kind: kindOfNames(name) ?? around ?? kind, isName: true };
}

const mapSense: NameSense = { role: 'id', kind: '', changes: false };

/** Whether the name of a member may be a number that identifies a thing. */
export function isNumberName(name: string): boolean {
  return name.length <= countDigitsMax && isDigits(name);
}

/**
 * Whether a value may refer to an identity that was shown elsewhere, although its name does not say so.
 * Numbers and short words may not, as they occur anywhere.
 */
export function mayRefer({ sense: { role }, isName = false }: FieldContext, text: string): boolean {
  if (text.length > referenceCharsMax) return false;
  const mayHold = isName || (role !== 'never' && role !== 'time' && text.length >= drawnCharsMin);
  return mayHold && !isDigits(text);
}

/** A longer value is unmistakable, or is a text. */
const referenceCharsMax = 64;

/** Whether a segment looks like a fixed word of a path, so that it does not mean a thing of another kind. */
export function isPathWord({ isSegment = false }: FieldContext, text: string): boolean {
  return isSegment && /^[a-z]+$/.test(text) && !looksDrawn(text);
}

/** One kind for all revisions: a tag in a header is the revision that the body shows under some name. */
const revisionKind = 'revision';

/** Two things may have the same revision, and two lists a page that begins after 7. */
function changingKind(word: string, { path }: Subject): string {
  return `${word} ${path}`;
}

/** Whether a kind is that of values that change with their thing: cursors and entity tags. */
export function isChangingKind(kind: string): boolean {
  const word = kind.slice(0, Math.max(0, kind.indexOf(' ')));
  return senseOf(word).changes;
}

/** The digits of 64-bit integers; no count or measurement has more. */
const countDigitsMax = 19;

/** Whether a value in this context is an identity, judging by its name and form alone. */
export function isIdentityIn({ sense }: FieldContext, text: string): boolean {
  switch (sense.role) {
    case 'id':
      return true;
    case 'perhaps':
      if (sense.isRevision === true) return mayBeMinted(text);
      if (isDigits(text)) return text.length > countDigitsMax;
      return looksLikeIdentity(text) || mayBeToken(text);
    case 'other':
      return isUnmistakable(text);
    case 'time':
    case 'never':
      return false;
  }
}

/** A path segment may be an identity in any form. */
export function segmentContext(kind: string): FieldContext {
  return { sense: { role: 'id', kind: '', changes: false }, kind, isSegment: true };
}

/** A credential is an identity in any form. */
export const credentialContext: FieldContext = {
  sense: { role: 'id', kind: 'token', changes: false },
  kind: 'token',
};

/** The context of a cookie's value, by the cookie's name. */
export function cookieContext(name: string): FieldContext {
  return { sense: { role: 'id', kind: '', changes: true }, kind: `cookie ${name}` };
}

/** The context of the text in the quotes of an entity tag. */
export function tagContext(subject: Subject): FieldContext {
  return {
    sense: { role: 'id', kind: 'etag', changes: true, isRevision: true },
    kind: changingKind(revisionKind, subject),
  };
}

/** The kind of the things in an object, if its members do not name it themselves. */
export function insideOf(name: string, around: string | null): string | null {
  return name === '' ? around : (kindUnder(name) ?? around);
}
