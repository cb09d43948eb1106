import { kindUnder, senseOf } from '../recognizing/id-names.ts';
import { type IdentityPlace, placeOf, type Subject } from '../recognizing/field-context.ts';

/** More scalars than this hold no identities that anybody would ask for. */
const scalarsMax = 20_000;

interface Container {
  readonly value: object;
  /** Of the member it is, or of the array it is in. */
  readonly name: string;
  readonly around: string | null;
}

/** A value in a document that may be an identity, by where it stands. */
export interface PlacedScalar {
  readonly value: unknown;
  readonly place: IdentityPlace;
  /** It is the name of a member, as of a value that stands under the name of its object. */
  readonly isName: boolean;
}

/**
 * The scalars of parsed documents, but for times and for what is neither text nor number, and such
 * names of members as look minted. In no particular order, and not more of a document than a bound.
 */
export function placedScalars(
  documents: readonly unknown[],
  subject: Subject,
): readonly PlacedScalar[] {
  const placed: PlacedScalar[] = [];
  for (const document of documents) placeScalars(document, subject, placed);
  return placed;
}

function placeScalars(document: unknown, subject: Subject, placed: PlacedScalar[]): void {
  const left: Container[] = [];
  const placedMax = placed.length + scalarsMax;

  function see(value: unknown, name: string, around: string | null): void {
    if (typeof value === 'object') {
      if (value !== null) left.push({ value, name, around });
    } else if (typeof value !== 'boolean' && senseOf(name).role !== 'time') {
      placed.push({ value, place: placeOf(name, around, subject), isName: false });
    }
  }

  see(document, '', null);
  for (let step = left.pop(); step !== undefined && placed.length < placedMax; step = left.pop()) {
    const { value, name, around } = step;
    if (Array.isArray(value)) {
      for (const element of value) see(element, name, around);
      continue;
    }
    const inside = insideOf(name, around);
    // Parsed JSON has nothing but members of its own.
    for (const key in value) {
      see((value as Members)[key], key, inside);
      if (senseOf(key).isMinted !== true) continue;
      placed.push({ value: key, place: placeOf(name, inside, subject), isName: true });
    }
  }
}

/** What things in an object are called, if its members do not say so themselves. */
export function insideOf(name: string, around: string | null): string | null {
  return name === '' ? around : (kindUnder(name) ?? around);
}

export type Members = Readonly<Record<string, unknown>>;

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
