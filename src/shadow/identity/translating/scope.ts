import type { LabelledMapping } from '../book/id-mapping.ts';
import type { Evidence } from '../reading/named-places.ts';
import type { FieldContext } from '../recognizing/field-context.ts';
import type { Subject } from '../recognizing/subject.ts';

/** The candidate's identity for one of primary's; `known` if the text stays as it is. */
export type Resolved = LabelledMapping | 'known';

/**
 * Looks up a value of primary's; undefined if it is no known identity.
 *
 * @param evidence what marks a token within a text as an identity; undefined for a whole value
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
