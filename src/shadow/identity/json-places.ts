import { looksMinted } from '../../vocabulary/identifier.ts';
import { kindUnder } from './identity-names.ts';
import { type IdentityPlace, placeOf, type Subject } from './identity-place.ts';

/** More scalars than this hold no identities that anybody would ask for. */
const scalarsMax = 20_000;

interface Step {
  readonly value: unknown;
  /** Of the member it is, or of the array it is in. */
  readonly name: string;
  readonly around: string | null;
}

/**
 * Walks a parsed document and tells of its scalars, and of the names of members as of values that
 * stand under the name of their object. In no particular order, and not of more than a bound.
 *
 * @param withKeys whether names are told of
 */
export function visitScalars(
  document: unknown,
  subject: Subject,
  visit: (value: unknown, place: IdentityPlace) => void,
  withKeys: boolean,
): void {
  const left: Step[] = [{ value: document, name: '', around: null }];
  let visited = 0;
  for (let step = left.pop(); step !== undefined; step = left.pop()) {
    const { value, name, around } = step;
    if (typeof value !== 'object' || value === null) {
      visited += 1;
      if (visited > scalarsMax) return;
      visit(value, placeOf(name, around, subject));
    } else if (Array.isArray(value)) {
      for (const element of value) left.push({ value: element, name, around });
    } else {
      const inside = insideOf(name, around);
      for (const [key, member] of Object.entries(value)) {
        left.push({ value: member, name: key, around: inside });
        if (withKeys && looksMinted(key)) visit(key, placeOf(name, inside, subject));
      }
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
