/**
 * Words before the kind in the name of a GraphQL field: `createPost`, `allPosts`. `address` loses its `add`,
 * too. That does no harm: stems are only compared with each other, for things with the same number.
 */
const verb =
  /^(?:create|add|insert|new|update|edit|upsert|remove|delete|destroy|archive|get|find|all|list)(?=[a-z]{3})/;

/** A kind without the verb before it: `post` for `createpost`. */
function stemOf(kind: string): string {
  return kind.replace(verb, '');
}

/** Whether two kinds are the same without their verbs. */
export function haveSameStem(a: string, b: string): boolean {
  return a === b || (a !== '' && stemOf(a) === stemOf(b));
}

const making = /^(?:create|add|insert|new)(?=[a-z]{3})/;

/** A kind without a verb that makes things: `post` for `createpost`. Any other kind stays as it is. */
export function madeKindOf(kind: string): string {
  return kind.replace(making, '');
}
