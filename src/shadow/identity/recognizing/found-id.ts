import type { FieldContext } from './field-context.ts';
import { isUnmistakable } from './id-values.ts';

/** A value that is probably an identity, and what distinguishes it from others with the same text. */
export interface FoundId {
  readonly text: string;
  /** The kind of thing that it identifies; empty if unknown. */
  readonly kind: string;
  /** The same for all values that mean one thing. */
  readonly key: string;
  /** The answer that showed it called it a slug. */
  readonly isSlug?: boolean;
}

/** @param kind matters only for a text that may identify things of several kinds */
export function foundId(text: string, { kind }: Pick<FieldContext, 'kind'>): FoundId {
  return { text, kind, key: isUnmistakable(text) ? text : `${kind} ${text}` };
}

export function textOf({ text }: FoundId): string {
  return text;
}

export function keyOf({ key }: FoundId): string {
  return key;
}
