import { isMembers } from '../reading/json-scalars.ts';
import { contextOf, type FieldContext, insideOf } from '../recognizing/field-context.ts';
import type { Subject } from '../recognizing/subject.ts';
import type { Holders } from './believable.ts';
import { type KnownThings, matchElements } from './matching-elements.ts';

/** Called with two values at the same path of two documents. */
export type PairVisitor = (
  primary: unknown,
  candidate: unknown,
  context: FieldContext,
  place: PairPlace,
) => void;

interface PairPlace {
  /** The name of their member, or of the member that holds their list; empty if there is none. */
  readonly name: string;
  /** They are in list elements that were matched as the same thing. */
  readonly isListed: boolean;
  /** The objects that hold them; null for elements and for whole documents. */
  readonly holders: Holders | null;
}

const pairsMax = 20_000;

interface Step extends PairPlace {
  readonly primary: unknown;
  readonly candidate: unknown;
  readonly around: string | null;
}

/**
 * Walks two documents and visits the scalars that correspond to each other: members by name, and elements
 * that are about the same thing.
 */
export function visitCorrespondingValues(
  primary: unknown,
  candidate: unknown,
  { subject, things }: { readonly subject: Subject; readonly things: KnownThings },
  visit: PairVisitor,
): void {
  const left: Step[] = [
    { primary, candidate, name: '', around: null, isListed: false, holders: null },
  ];
  let visited = 0;
  for (let step = left.pop(); step !== undefined && visited < pairsMax; step = left.pop()) {
    const { name, around, isListed } = step;
    if (Array.isArray(step.primary) && Array.isArray(step.candidate)) {
      const place = { name, around, subject };
      for (const [ours, theirs] of matchElements(step.primary, step.candidate, place, things)) {
        left.push({
          primary: ours,
          candidate: theirs,
          name,
          around,
          isListed: true,
          holders: null,
        });
      }
    } else if (isMembers(step.primary) && isMembers(step.candidate)) {
      const inside = insideOf(name, around);
      const holders = { primary: step.primary, candidate: step.candidate };
      for (const [key, member] of Object.entries(step.primary)) {
        if (!Object.hasOwn(step.candidate, key)) continue;
        const there = step.candidate[key];
        left.push({
          primary: member,
          candidate: there,
          name: key,
          around: inside,
          isListed,
          holders,
        });
      }
    } else {
      visited += 1;
      visit(step.primary, step.candidate, contextOf(name, around, subject), step);
    }
  }
}
