import { removalVerbs } from '../../vocabulary/thing-names.ts';
import { wordsOf } from '../../vocabulary/value-names.ts';
import { isMembers } from '../identity/reading/json-scalars.ts';
import { type FoundId, keyOf } from '../identity/recognizing/found-id.ts';
import { kindUnder } from '../identity/recognizing/id-names.ts';
import { argumentNames, isMutation } from '../identity/reading/graphql-request.ts';
import { changedBy, mayBeDone, type ObservedRequest, removesTarget } from './observed-request.ts';

/** A thing that a total may count. */
export interface CountedThing {
  readonly keys: readonly string[];
  readonly kind: string;
}

/** How a write may have changed totals. */
export interface CountedThings {
  /** The things that it made or removed. */
  readonly madeOrRemoved: readonly CountedThing[];
  /** The things that it changed: a total that filters by a changed member may count them or not. */
  readonly altered: readonly CountedThing[];
  /** The names of the members that it changed. */
  readonly changed: readonly string[];
  /** The containers that its path names: `5` in `/articles/5/comments`. */
  readonly within: readonly FoundId[];
}

/** An answer with more things is a list, which is no evidence about one write. */
const shownMax = 20;

/** @param made the names of each thing that it made */
export function countedThings(
  write: ObservedRequest,
  made: readonly (readonly FoundId[])[],
): CountedThings {
  const { target, named, body, head, subject } = write;
  const isAbout = (key: string): boolean => target?.key === key && endsInTarget(write);
  const within = named.filter(({ where, key }) => where === 'path' && !isAbout(key));
  const madeOrRemoved = made.map((names) => countedThing(names, subject.kind));
  const none = { madeOrRemoved, altered: [], changed: [], within };
  if (!mayBeDone(write)) return none;
  if (body !== null && isMutation(body)) {
    const { isRemoval, things } = aboutMutation(write);
    if (isRemoval) return { ...none, madeOrRemoved: [...madeOrRemoved, ...things] };
    return { ...none, altered: things, changed: argumentNames(body) };
  }
  if (head.method === 'DELETE') return { ...none, madeOrRemoved: removed(write) };
  if (head.method === 'POST' && made.length === 0 && !write.isWhole) {
    const unnamed = { keys: [`made by ${write.sequence}`], kind: subject.kind };
    return { ...none, madeOrRemoved: [unnamed] };
  }
  const altered = target === null ? shownFirst(write) : [countedThing([target], subject.kind)];
  return { ...none, altered, changed: changedBy(write) };
}

function countedThing(names: readonly FoundId[], kind: string): CountedThing {
  const own = names.find((name) => name.kind !== '')?.kind;
  return { keys: names.map(keyOf), kind: own ?? kind };
}

function endsInTarget({ target, subject }: ObservedRequest): boolean {
  return subject.parts.findLast(({ name }) => name === '')?.text === target?.text;
}

/** The thing that a DELETE removed: if a query names it, the answer shows it. */
function removed(write: ObservedRequest): readonly CountedThing[] {
  if (write.target === null) return shownFirst(write);
  return removesTarget(write) ? [countedThing([write.target], write.subject.kind)] : [];
}

/** The outermost things in its answer. */
function shownFirst({ things, subject }: ObservedRequest): readonly CountedThing[] {
  const shown = things.filter(({ members }) => members !== null);
  const depth = Math.min(...shown.map(({ at }) => at.depth));
  const outermost = shown.filter(({ at }) => at.depth === depth);
  if (outermost.length > shownMax) return [];
  return outermost.map(({ names }) => countedThing(names, subject.kind));
}

/** The things that a GraphQL mutation names; its only field gives their kind. */
function aboutMutation({ primary, named }: ObservedRequest): {
  readonly isRemoval: boolean;
  readonly things: readonly CountedThing[];
} {
  const [document] = primary.documents;
  const data = isMembers(document) ? document['data'] : undefined;
  const [field, ...others] = isMembers(data) ? Object.keys(data) : [];
  if (field === undefined || others.length > 0) return { isRemoval: false, things: [] };
  const kind = kindUnder(field) ?? '';
  const things = named
    .filter(({ where }) => where === 'body')
    .map(({ key }) => ({ keys: [key], kind }));
  return { isRemoval: wordsOf(field).some((word) => removalVerbs.has(word)), things };
}
