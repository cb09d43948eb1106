/**
 * What a GraphQL field does to things before it names their kind: `createPost`, `allPosts`. That `address` loses its
 * `add`, too, matters to nobody: stems are only held against each other, for things of one number.
 */
const verb =
  /^(?:create|add|insert|new|update|edit|upsert|remove|delete|destroy|archive|get|find|all|list)(?=[a-z]{3})/;

/** The kind of things that a kind names with what is done to them: `post` for `createpost`. */
function stemOf(kind: string): string {
  return kind.replace(verb, '');
}

/** Whether two kinds name the same things but for what is done to them. */
export function haveSameStem(a: string, b: string): boolean {
  return a === b || (a !== '' && stemOf(a) === stemOf(b));
}

const making = /^(?:create|add|insert|new)(?=[a-z]{3})/;

/** The kind of what is made under the name of a GraphQL field; any other kind stays as it is. */
export function madeKindOf(kind: string): string {
  return kind.replace(making, '');
}
