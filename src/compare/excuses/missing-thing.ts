import type { JsonPath, MarkedThing } from '../../vocabulary/excuses.ts';
import { valueAt } from '../../vocabulary/own-value.ts';
import type { MarkNode } from './mark-tree.ts';
import { isNothing } from './own-member.ts';

/** How things are marked that stand in one document and not in the other. */
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
 * The excuse by which a thing that stands here is not in the other document; undefined if there
 * is none, or where the other document has something in its place.
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
