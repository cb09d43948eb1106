import { singular, wordsOf } from './value-names.ts';

/** Words in names that do not name a kind of things. */
const generic = new Set(
  `
  all any my the of by in list lists connection aggregate aggregates meta metadata info pagination paging
  page pages pager summary stats statistics total totals count counts num number item items element
  elements record records row rows result results entry entries object objects doc docs document documents
  data body payload response content node nodes edge edges hit hits value values x
  `
    .trim()
    .split(/\s+/),
);

/**
 * The nouns in a name, in the singular: `['note']` for `allNotesConnection`; empty if all words are
 * general.
 */
export function nounsOf(name: string): readonly string[] {
  return wordsOf(name)
    .filter((word) => !generic.has(word))
    .map(singular);
}

/** Verbs in the names of actions and fields after which a thing is gone. */
export const removalVerbs: ReadonlySet<string> = new Set([
  'delete',
  'destroy',
  'drop',
  'erase',
  'purge',
  'remove',
]);

/** Words before a kind: `addBook` makes a book, `allBooks` lists books. */
const verb = new RegExp(
  `^(?:${[...removalVerbs].join('|')}|add|all|archive|change|close|create|edit|find|get|insert|list|make|` +
    'mark|move|new|open|patch|post|publish|put|register|rename|replace|save|send|set|submit|update|' +
    'upsert)(?=[a-z]{3})',
);

/**
 * A kind without the verb before it: `book` for `addbook`. Kinds are written in one word, so `address` loses
 * its `add`, too: only compare the result with others.
 */
export function withoutVerb(kind: string): string {
  return kind.replace(verb, '');
}

/** A kind as it is, and without a verb before it: `addbook` and `book`. */
export function kindsUnderAction(kind: string): readonly string[] {
  const thing = withoutVerb(kind);
  return thing === kind ? [kind] : [kind, singular(thing)];
}

/** Whether a name's last nouns name a kind: `activeUsers` are users. */
export function endsInKind(nouns: readonly string[], kind: string): boolean {
  const kinds = kindsUnderAction(kind);
  return nouns.some((_, at) => kinds.includes(singular(nouns.slice(at).join(''))));
}
