import type { LabelledMapping } from '../book/id-mapping.ts';
import type { Evidence } from '../reading/named-places.ts';
import type { FieldContext } from '../recognizing/field-context.ts';
import type { Subject } from '../recognizing/subject.ts';

/** What stands in the candidate's world for an identity: `known` where it stays as it is. */
export type Resolved = LabelledMapping | 'known';

/**
 * Looks up a value of primary's; undefined where it is no identity that is known.
 *
 * @param evidence what says so of a token within a text; undefined for a whole value
 */
export type Resolve = (
  text: string,
  context: FieldContext,
  evidence?: Evidence,
) => Resolved | undefined;

/** What the values in one part of a request have in common. */
export interface Scope {
  readonly subject: Subject;
  readonly resolve: Resolve;
}
