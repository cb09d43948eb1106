import { hash } from 'node:crypto';
import { isMembers } from '../reading/json-scalars.ts';
import {
  contextOf,
  type FieldContext,
  insideOf,
  isIdentityIn,
} from '../recognizing/field-context.ts';
import { identityText } from '../recognizing/id-values.ts';
import type { Subject } from '../recognizing/subject.ts';

/** Called with two values that stand at the same path of two documents. */
export type PairVisitor = (primary: unknown, candidate: unknown, context: FieldContext) => void;

const pairsMax = 20_000;
/** Longer lists are gone through by position alone. */
const matchedElementsMax = 2_000;

interface Step {
  readonly primary: unknown;
  readonly candidate: unknown;
  readonly name: string;
  readonly around: string | null;
}

/**
 * Walks two documents and visits the scalars that correspond to each other: members by name,
 * elements by position where they agree, else by their members that are no identities. Where two
 * objects have nothing to do with each other, nothing in them corresponds.
 */
export function visitCorrespondingValues(
  primary: unknown,
  candidate: unknown,
  subject: Subject,
  visit: PairVisitor,
): void {
  const left: Step[] = [{ primary, candidate, name: '', around: null }];
  let visited = 0;
  for (let step = left.pop(); step !== undefined && visited < pairsMax; step = left.pop()) {
    const { name, around } = step;
    if (Array.isArray(step.primary) && Array.isArray(step.candidate)) {
      for (const [ours, theirs] of matchElements(step.primary, step.candidate, step, subject)) {
        left.push({ primary: ours, candidate: theirs, name, around });
      }
    } else if (isMembers(step.primary) && isMembers(step.candidate)) {
      const inside = insideOf(name, around);
      for (const [key, member] of Object.entries(step.primary)) {
        if (!Object.hasOwn(step.candidate, key)) continue;
        left.push({ primary: member, candidate: step.candidate[key], name: key, around: inside });
      }
    } else {
      visited += 1;
      visit(step.primary, step.candidate, contextOf(name, around, subject));
    }
  }
}

type Elements = readonly unknown[];

type Match = readonly [primary: unknown, candidate: unknown];

function matchElements(
  primary: Elements,
  candidate: Elements,
  { name, around }: Step,
  subject: Subject,
): readonly Match[] {
  const inside = insideOf(name, around);
  const said = (element: unknown): Said => saidBy(element, name, inside, subject);
  const ours = primary.slice(0, matchedElementsMax).map(said);
  const theirs = candidate.slice(0, matchedElementsMax).map(said);
  if (primary.length === candidate.length && ours.every((one, at) => isSame(one, theirs[at]))) {
    return primary.map((element, at) => [element, candidate[at]]);
  }
  const indexes = new Map(matchingIndexes(ours.map(textOf), theirs.map(textOf)));
  const taken = new Set(indexes.values());
  // One that is longer has something else at the same position, however much alike.
  const arePositional = primary.length === candidate.length && !haveCommonId(primary, candidate);
  return ours.flatMap((one, at) => {
    const isFree = arePositional && !taken.has(at) && agreesMostly(one, theirs[at]);
    const free = isFree ? at : undefined;
    const there = indexes.get(at) ?? free;
    return there === undefined ? [] : [[primary[at], candidate[there]] as const];
  });
}

/** Both deployments call some thing the same: what differs in its id is then another thing. */
function haveCommonId(primary: Elements, candidate: Elements): boolean {
  const ids = new Set(primary.slice(0, matchedElementsMax).map(idOf));
  ids.delete(null);
  return candidate.slice(0, matchedElementsMax).some((element) => ids.has(idOf(element)));
}

function idOf(element: unknown): string | null {
  return isMembers(element) ? identityText(element.id) : null;
}

/** What an element says besides identities, times and what is nested in it. */
type Said = readonly (readonly [key: string, value: string])[];

function textOf(said: Said): string {
  return said.length === 0 ? '' : hash('sha1', JSON.stringify(said), 'base64');
}

function isSame(one: Said, other: Said | undefined): boolean {
  return other !== undefined && agreements(one, other) === Math.max(one.length, other.length);
}

/** They are of the same thing, and differ in a part of it. */
function agreesMostly(one: Said, other: Said | undefined): boolean {
  if (other === undefined) return false;
  return agreements(one, other) * 2 > Math.max(one.length, other.length);
}

function agreements(one: Said, other: Said): number {
  const values = new Map(other);
  return one.filter(([key, value]) => values.get(key) === value).length;
}

/** The indexes of texts that are there but once on either side. */
function matchingIndexes(
  ours: readonly string[],
  theirs: readonly string[],
): readonly (readonly [number, number])[] {
  const indexesThere = uniqueIndexes(theirs);
  return [...uniqueIndexes(ours)].flatMap(([text, at]) => {
    const there = indexesThere.get(text);
    return there === undefined || text === '' ? [] : [[at, there] as const];
  });
}

/** Where each text stands that is there but once. */
function uniqueIndexes(texts: readonly string[]): ReadonlyMap<string, number> {
  const indexes = new Map<string, number>();
  const repeated = new Set<string>();
  for (const [at, text] of texts.entries()) {
    if (indexes.has(text)) repeated.add(text);
    indexes.set(text, at);
  }
  for (const text of repeated) indexes.delete(text);
  return indexes;
}

function saidBy(element: unknown, name: string, inside: string | null, subject: Subject): Said {
  if (!isMembers(element)) {
    const context = contextOf(name, inside, subject);
    return isPlain(element, context) ? [['', String(element)]] : [];
  }
  return Object.entries(element)
    .filter(([key, value]) => isPlain(value, contextOf(key, inside, subject)))
    .map(([key, value]) => [key, String(value)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function isPlain(value: unknown, context: FieldContext): boolean {
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'object' || value === undefined) return false;
  if (context.sense.role === 'time' || context.sense.isPart === true) return false;
  const text = identityText(value);
  if (text === null) return typeof value === 'string' && !/^\d{4}-\d\d-\d\d/.test(value);
  return !isIdentityIn(context, text);
}
