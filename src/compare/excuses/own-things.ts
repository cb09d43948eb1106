import { looksMinted } from '../../vocabulary/identifier.ts';
import { wordsOf } from '../../vocabulary/value-names.ts';
import { identityText } from '../identities/known-identities.ts';
import { type Container, isContainer, memberAt } from '../../vocabulary/own-value.ts';

/** Words that name an object's own identity. */
const ownIdNames: ReadonlySet<string> = new Set(['id', 'uuid', 'guid', 'uid', 'pk', 'oid', 'slug']);

/** The member of a GraphQL edge that contains its thing. */
export const nodeName = 'node';

/** An object, not a list. */
export function isObject(value: unknown): value is Container {
  return isContainer(value) && !Array.isArray(value);
}

/** The identities of an object in its own members, by their names: `id`, `_id`, `slug`. */
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
 * The thing of an element of a GraphQL connection: its `node`. Null for an element that is itself a thing,
 * because it has an id or anything but scalars beside `node`.
 */
export function nodeOf(element: unknown): Container | null {
  const node = isObject(element) ? memberAt(element, nodeName) : undefined;
  if (!isObject(element) || !isObject(node) || ownIdsOf(element).size > 0) return null;
  const isEdge = Object.keys(element).every(
    (name) => name === nodeName || !isContainer(memberAt(element, name)),
  );
  return isEdge ? node : null;
}

/** The thing of a list element: the `node` of an edge, or the element itself. */
export function thingIn(element: unknown): unknown {
  return nodeOf(element) ?? element;
}

/** The members of an element; for an edge, those of its `node`, too. */
export function membersOf(element: unknown): unknown {
  const node = nodeOf(element);
  return node === null || !isObject(element) ? element : { ...node, ...element };
}

/** Whether two objects are maps by id: all their members are objects whose names are their ids. */
export function areMapsById(primary: unknown, candidate: unknown): boolean {
  if (!isObject(primary) || !isObject(candidate)) return false;
  const members = [...Object.entries(primary), ...Object.entries(candidate)];
  return members.length > 0 && members.every(([key, member]) => isUnderItsId(key, member));
}

function isUnderItsId(key: string, member: unknown): boolean {
  if (!isObject(member)) return false;
  return looksMinted(key) || [...ownIdsOf(member).values()].includes(key);
}
