import type { FieldContext } from './field-context.ts';
import { isUnmistakable } from './id-values.ts';

/** A value that is taken for an identity, with what distinguishes it from others of that text. */
export interface FoundId {
  readonly text: string;
  /** What it is the identity of; empty where that is not known. */
  readonly kind: string;
  /** The same for all that mean one thing. */
  readonly key: string;
  /** The answer that showed it called it a slug. */
  readonly isSlug?: boolean;
}

/** @param kind counts only for a text that may be the identity of things of several kinds */
export function foundId(text: string, { kind }: Pick<FieldContext, 'kind'>): FoundId {
  return { text, kind, key: isUnmistakable(text) ? text : `${kind} ${text}` };
}

export function textOf({ text }: FoundId): string {
  return text;
}

export function keyOf({ key }: FoundId): string {
  return key;
}
