import { isMembers, type Members } from '../identity/reading/json-scalars.ts';

/** A document with a filter by a member is never longer. */
const documentCharsMax = 10_000;

/** Whether a request is a mutation. */
export function isMutation(sent: unknown): boolean {
  const document = documentOf(sent);
  return document !== null && /(?:^|\})\s*mutation\b/.test(document);
}

/** The names of a request's arguments and of the members of its variables: a mutation may set these. */
export function mutationArguments(sent: Members): readonly string[] {
  const variables = memberNames(sent['variables'], 3);
  const inDocument = (documentOf(sent) ?? '').slice(0, documentCharsMax).matchAll(/(\w+)\s*:/g);
  const names = new Set([...variables, ...[...inDocument].map(([, name = '']) => name)]);
  return [...names].filter((name) => !generalNames.has(name));
}

/** Names of arguments that name no member of a thing, or its id. */
const generalNames: ReadonlySet<string> = new Set([
  'id',
  'ids',
  'uuid',
  'input',
  'data',
  'where',
  'first',
]);

/** Whether a query has an argument of one of these names. */
export function hasArgumentOf(sent: Members, names: readonly string[]): boolean {
  const own = new Set(mutationArguments(sent));
  return names.some((name) => own.has(name));
}

function memberNames(value: unknown, depth: number): readonly string[] {
  if (!isMembers(value) || depth === 0) return [];
  const inner = Object.values(value).flatMap((one) => memberNames(one, depth - 1));
  return [...Object.keys(value), ...inner];
}

function documentOf(sent: unknown): string | null {
  return isMembers(sent) && typeof sent['query'] === 'string' ? sent['query'] : null;
}
