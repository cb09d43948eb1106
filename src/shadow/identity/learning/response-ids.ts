import type { ParsedAnswer } from '../reading/parsed-answer.ts';
import { type FieldContext, isIdentityIn } from '../recognizing/field-context.ts';
import { foundId, type FoundId } from '../recognizing/found-id.ts';
import { identityText } from '../recognizing/id-values.ts';

/** An answer with more identities is a list, and nothing depends on every element. */
const idsMax = 500;

/**
 * The identities in one of primary's answers; each once.
 *
 * @param anywhere whether to look for unmistakable identities under any name, as the answer to a write may be
 *   the only
 *   one that shows them
 */
export function responseIds(
  { values, scalars }: ParsedAnswer,
  anywhere: boolean,
): readonly FoundId[] {
  const found = new Map<string, FoundId>();
  const add = (value: unknown, context: FieldContext): void => {
    const { role } = context.sense;
    if (role === 'never' || (role === 'other' && !anywhere)) return;
    const text = identityText(value);
    if (text === null || found.size === idsMax || !isIdentityIn(context, text)) return;
    const named = foundId(text, context);
    const isSlug = context.sense.isSlug === true;
    found.set(named.key, isSlug ? { ...named, isSlug } : named);
  };
  for (const { name, text, context } of values) {
    if (name !== 'location') add(text, context);
  }
  for (const { value, context, isName } of scalars) {
    if (!isName) add(value, context);
  }
  return [...found.values()];
}
