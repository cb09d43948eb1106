import type { JsonPath, MarkedThing } from '../../vocabulary/excuses.ts';
import { valueAt } from '../../vocabulary/own-value.ts';
import type { MarkNode } from './mark-tree.ts';
import { isNothing } from './own-member.ts';

/** How things that only one document has are marked. */
interface MissingKind {
  readonly kind: 'absent' | 'extra';
  /** Where the other document may have something in place of the thing. */
  readonly pathThere: (thing: MarkedThing) => JsonPath | null;
}

export const missingInCandidate: MissingKind = {
  kind: 'absent',
  pathThere: ({ candidatePath }) => candidatePath,
};

export const missingInPrimary: MissingKind = {
  kind: 'extra',
  pathThere: ({ primaryPath }) => primaryPath,
};

/**
 * The excuse for a thing that the other document lacks; undefined if there is none, or if the other document
 * has something in its place.
 *
 * @param other the whole other document
 */
export function missingThing(
  marks: MarkNode | null,
  value: unknown,
  { kind, pathThere }: MissingKind,
  other: unknown,
): MarkedThing | undefined {
  if (marks === null || isNothing(value)) return undefined;
  return marks.things.find((thing) => {
    if (thing.kind !== kind && thing.kind !== 'raced') return false;
    const path = pathThere(thing);
    return path === null || isNothing(valueAt(other, path));
  });
}
