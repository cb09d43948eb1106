import { differenceKind } from '../json/difference-kind.ts';
import { isContainer, valueAt } from '../../vocabulary/own-value.ts';
import type { Found, WalkVisitor } from '../json/walk.ts';
import { originalAt } from './in-primary-terms.ts';
import { areOfTwoThings, type KnownIdentities } from './known-identities.ts';
import { relateScalars } from './same-scalar.ts';
import { areSortedById } from './sorted-by-id.ts';

/**
 * A visitor for walks through primary's document and the candidate's in primary's terms. It judges differing
 * scalars and reordered lists again, each with its own deployment's identities.
 *
 * @param candidate the candidate's document in its own terms
 */
export function judgeModulo(
  identities: KnownIdentities,
  { primary, candidate }: { readonly primary: unknown; readonly candidate: unknown },
  visitor: WalkVisitor,
): WalkVisitor {
  function isInOwnOrder({ kind, path, candidatePath }: Found): boolean {
    const end = kind === 'moved' ? -1 : path.length;
    const ours = valueAt(primary, path.slice(0, end));
    const theirs = originalAt(identities, candidate, candidatePath.slice(0, end));
    return Array.isArray(ours) && Array.isArray(theirs) && areSortedById(ours, theirs);
  }

  function judge(found: Found): Found | null {
    if (found.kind === 'reordered' || found.kind === 'moved') {
      return isInOwnOrder(found) ? null : found;
    }
    if (found.kind !== 'changed' && found.kind !== 'type') return found;
    if (isContainer(found.primary) || isContainer(found.candidate)) return found;
    const theirs = originalAt(identities, candidate, found.candidatePath);
    if (theirs === found.primary) {
      // Shown with primary's identity of the other thing, because both have the same one in their own terms.
      if (areOfTwoThings(identities, theirs, nameOf(found))) return { ...found, kind: 'identity' };
      // A value that was translated only because it equals another thing's id has not changed.
      return null;
    }
    const relation = relateScalars(identities, found.primary, theirs, nameOf(found));
    if (relation === 'same') return null;
    // The translation may have turned a counter that equals a known id into a text.
    const kind = relation === 'identity' ? relation : differenceKind(found.primary, theirs);
    return { ...found, kind, candidate: theirs };
  }

  return {
    ...visitor,
    differ(found) {
      const judged = judge(found);
      return judged === null || visitor.differ(judged);
    },
  };
}

/** The key of the value, or of the array that contains it; empty if there is none. */
function nameOf({ path }: Found): string {
  return path.findLast((step) => typeof step === 'string') ?? '';
}
