import type { FieldContext } from './field-context.ts';
import { isUnmistakable } from './id-values.ts';

/** A value that is taken for an identity, with what distinguishes it from others of that text. */
export interface FoundId {
  readonly text: string;
  /** The same for all that mean one thing. */
  readonly key: string;
}

export function foundId(text: string, { kind }: FieldContext): FoundId {
  return { text, key: isUnmistakable(text) ? text : `${kind} ${text}` };
}

export function textOf({ text }: FoundId): string {
  return text;
}

export function keyOf({ key }: FoundId): string {
  return key;
}
