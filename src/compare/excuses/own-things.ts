import { looksMinted } from '../../vocabulary/identifier.ts';
import { wordsOf } from '../../vocabulary/value-names.ts';
import { identityText } from '../identities/known-identities.ts';
import { type Container, isContainer, memberAt } from '../../vocabulary/own-value.ts';

/** Names of the member that says which thing an object is, each a word of its own. */
const ownIdNames: ReadonlySet<string> = new Set(['id', 'uuid', 'guid', 'uid', 'pk', 'oid', 'slug']);

/** The member of a GraphQL edge that is its thing. */
export const nodeName = 'node';

/** An object, and no list. */
export function isObject(value: unknown): value is Container {
  return isContainer(value) && !Array.isArray(value);
}

/** What an object is called by members of its own, by their names: `id`, `_id`, `slug`. */
export function ownIdsOf(object: Container): ReadonlyMap<string, string> {
  const ids = Object.keys(object).flatMap((name) => {
    const words = wordsOf(name);
    if (words.length !== 1 || !ownIdNames.has(words[0] ?? '')) return [];
    const id = identityText(memberAt(object, name));
    return id === null || id === '' ? [] : [[name, id] as const];
  });
  return new Map(ids);
}

/**
 * The thing that an element of a GraphQL connection is about: its `node`. Null for an element that is
 * a thing itself, because it has an id or anything beside `node` that is no scalar.
 */
export function nodeOf(element: unknown): Container | null {
  const node = isObject(element) ? memberAt(element, nodeName) : undefined;
  if (!isObject(element) || !isObject(node) || ownIdsOf(element).size > 0) return null;
  const isEdge = Object.keys(element).every(
    (name) => name === nodeName || !isContainer(memberAt(element, name)),
  );
  return isEdge ? node : null;
}

/** The thing that an element of a list is: the `node` of an edge, and else the element. */
export function thingIn(element: unknown): unknown {
  return nodeOf(element) ?? element;
}

/** The members of an element: those of an edge, and of its `node`. */
export function membersOf(element: unknown): unknown {
  const node = nodeOf(element);
  return node === null || !isObject(element) ? element : { ...node, ...element };
}

/** Whether two objects are maps by id: all their members are objects that stand under their ids. */
export function areMapsById(primary: unknown, candidate: unknown): boolean {
  if (!isObject(primary) || !isObject(candidate)) return false;
  const members = [...Object.entries(primary), ...Object.entries(candidate)];
  return members.length > 0 && members.every(([key, member]) => isUnderItsId(key, member));
}

function isUnderItsId(key: string, member: unknown): boolean {
  if (!isObject(member)) return false;
  return looksMinted(key) || [...ownIdsOf(member).values()].includes(key);
}
