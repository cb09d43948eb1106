import type { FieldContext } from '../recognizing/field-context.ts';
import { identityText } from '../recognizing/id-values.ts';
import type { DifferingPair } from './believable.ts';

/** Two values at the same path of two answers. */
export interface ValuePair extends DifferingPair {
  readonly primaryIsNumber: boolean;
  readonly candidateIsNumber: boolean;
}

/** The position of two values. */
export type Place = Pick<DifferingPair, 'name' | 'isListed' | 'holders' | 'endsLocation'>;

export const outside: Place = { name: '', isListed: false, holders: null, endsLocation: false };

/** Null if the form of one of the values rules out an identity. */
export function pairOf(
  primary: unknown,
  candidate: unknown,
  context: FieldContext,
  place: Place,
): ValuePair | null {
  const [ours, theirs] = [textIn(primary, context), textIn(candidate, context)];
  if (ours === null || theirs === null) return null;
  const primaryIsNumber = typeof primary !== 'string';
  const candidateIsNumber = typeof candidate !== 'string';
  return { ours, theirs, primaryIsNumber, candidateIsNumber, context, ...place };
}

/** A body may have an entity tag in quotes, as in the header. */
function textIn(value: unknown, { sense }: FieldContext): string | null {
  const isQuoted = sense.isRevision === true && typeof value === 'string' && value.endsWith('"');
  return identityText(isQuoted ? value.replace(/^(?:W\/)?"|"$/g, '') : value);
}
