import { isMembers } from '../reading/json-scalars.ts';
import { contextOf, type FieldContext, insideOf } from '../recognizing/field-context.ts';
import type { Subject } from '../recognizing/subject.ts';
import { type KnownThings, matchElements } from './matching-elements.ts';

/**
 * Called with two values that stand at the same path of two documents.
 *
 * @param isListed they are in elements of lists that were taken to be about the same thing
 */
export type PairVisitor = (
  primary: unknown,
  candidate: unknown,
  context: FieldContext,
  isListed: boolean,
) => void;

const pairsMax = 20_000;

interface Step {
  readonly primary: unknown;
  readonly candidate: unknown;
  readonly name: string;
  readonly around: string | null;
  readonly isListed: boolean;
}

/**
 * Walks two documents and visits the scalars that correspond to each other: members by name,
 * elements where they are about the same thing.
 */
export function visitCorrespondingValues(
  primary: unknown,
  candidate: unknown,
  { subject, things }: { readonly subject: Subject; readonly things: KnownThings },
  visit: PairVisitor,
): void {
  const left: Step[] = [{ primary, candidate, name: '', around: null, isListed: false }];
  let visited = 0;
  for (let step = left.pop(); step !== undefined && visited < pairsMax; step = left.pop()) {
    const { name, around, isListed } = step;
    if (Array.isArray(step.primary) && Array.isArray(step.candidate)) {
      const place = { name, around, subject };
      for (const [ours, theirs] of matchElements(step.primary, step.candidate, place, things)) {
        left.push({ primary: ours, candidate: theirs, name, around, isListed: true });
      }
    } else if (isMembers(step.primary) && isMembers(step.candidate)) {
      const inside = insideOf(name, around);
      for (const [key, member] of Object.entries(step.primary)) {
        if (!Object.hasOwn(step.candidate, key)) continue;
        const there = step.candidate[key];
        left.push({ primary: member, candidate: there, name: key, around: inside, isListed });
      }
    } else {
      visited += 1;
      visit(step.primary, step.candidate, contextOf(name, around, subject), isListed);
    }
  }
}
