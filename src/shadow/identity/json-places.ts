import { looksMinted } from '../../vocabulary/identifier.ts';
import { kindUnder, senseOf } from './identity-names.ts';
import { type IdentityPlace, placeOf, type Subject } from './identity-place.ts';

/** More scalars than this hold no identities that anybody would ask for. */
const scalarsMax = 20_000;

interface Container {
  readonly value: object;
  /** Of the member it is, or of the array it is in. */
  readonly name: string;
  readonly around: string | null;
}

/**
 * Walks a parsed document and tells of its scalars, but for times, and of the names of members as of values that stand under the name of
 * their object. In no particular order, and not of more than a bound.
 *
 * @param withKeys whether names are told of
 */
export function visitScalars(
  document: unknown,
  subject: Subject,
  visit: (value: unknown, place: IdentityPlace) => void,
  withKeys: boolean,
): void {
  const left: Container[] = [];
  let visited = 0;

  function see(value: unknown, name: string, around: string | null): void {
    if (typeof value === 'object') {
      if (value !== null) left.push({ value, name, around });
      return;
    }
    visited += 1;
    if (senseOf(name).role !== 'time') visit(value, placeOf(name, around, subject));
  }

  see(document, '', null);
  for (let step = left.pop(); step !== undefined && visited < scalarsMax; step = left.pop()) {
    const { value, name, around } = step;
    if (Array.isArray(value)) {
      for (const element of value) see(element, name, around);
      continue;
    }
    const inside = insideOf(name, around);
    // Parsed JSON has nothing but members of its own.
    for (const key in value) {
      see((value as Members)[key], key, inside);
      if (withKeys && looksMinted(key)) visit(key, placeOf(name, inside, subject));
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
