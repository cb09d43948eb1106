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

/** Verbs before a kind: `addBook` makes a book. */
const verbs =
  /^(?:add|change|close|create|delete|destroy|edit|insert|make|mark|move|new|open|patch|post|publish|put|register|remove|rename|replace|save|send|set|submit|update|upsert)/;

/** A kind as it is, and without a verb before it: `addbook` and `book`. Kinds are written in one word. */
export function kindsUnderAction(kind: string): readonly string[] {
  const thing = kind.replace(verbs, '');
  return thing === kind || thing.length < 3 ? [kind] : [kind, singular(thing)];
}

/** Whether a name's last nouns name a kind: `activeUsers` are users. */
export function endsInKind(nouns: readonly string[], kind: string): boolean {
  const kinds = kindsUnderAction(kind);
  return nouns.some((_, at) => kinds.includes(singular(nouns.slice(at).join(''))));
}
