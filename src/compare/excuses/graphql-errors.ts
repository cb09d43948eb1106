import { type Container, isContainer, memberAt } from '../../vocabulary/own-value.ts';
import { withMembers } from './own-member.ts';
import { leadsInto, type PlaceTree } from './place-tree.ts';

/** The remaining errors of a GraphQL answer. */
export interface ErrorsLeft {
  /** The document, with fewer errors or with no `errors` member. */
  readonly document: Container;
  /** The remaining errors, if there are any. */
  readonly errors: readonly unknown[];
  /** The index that each of them had before. */
  readonly kept: readonly number[];
}

/**
 * Sets aside the errors of a GraphQL answer (GraphQL specification, section 7.1.6) whose `path` leads to or
 * into something that was set aside.
 *
 * @param aside paths in this document
 * @returns null if there is no such error
 */
export function withoutErrorsAt(document: unknown, aside: PlaceTree): ErrorsLeft | null {
  const errors = memberAt(document, 'errors');
  if (!isContainer(document) || !Array.isArray(errors)) return null;
  const kept = [...errors.keys()].filter((index) => !isErrorAt(errors[index], aside));
  if (kept.length === errors.length) return null;
  const left = kept.map((index) => errors[index] as unknown);
  const rest = left.length === 0 ? withoutErrors(document) : withErrors(document, left);
  return { document: rest, errors: left, kept };
}

function isErrorAt(error: unknown, aside: PlaceTree): boolean {
  const path = memberAt(error, 'path');
  return Array.isArray(path) && leadsInto(aside, ['data', ...(path as unknown[])]);
}

function withErrors(document: Container, errors: readonly unknown[]): Container {
  return withMembers(document, new Set(), new Map([['errors', errors]]));
}

/** An empty list of errors means the same as none. */
export function withoutEmptyErrors(document: unknown): unknown {
  const errors = memberAt(document, 'errors');
  return isContainer(document) && Array.isArray(errors) && errors.length === 0
    ? withoutErrors(document)
    : document;
}

function withoutErrors(document: Container): Container {
  return withMembers(document, new Set(['errors']), new Map());
}
