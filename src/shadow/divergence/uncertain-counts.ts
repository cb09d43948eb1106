import type { UncertainCount } from '../../vocabulary/excuses.ts';
import { kindsUnderAction, nounsOf } from '../../vocabulary/thing-names.ts';
import { singular } from '../../vocabulary/value-names.ts';
import type { CountedThing } from './counted-things.ts';
import { argumentNames, isGraphqlQuery } from '../identity/reading/graphql-request.ts';
import type { ObservedRequest } from './observed-request.ts';
import type { PlacedThing } from './placed-things.ts';
import type { RecentWrite } from './recent-write.ts';

/**
 * The number of things of each kind that a total may count or not, because writes to them overlapped with the
 * request on primary. Things that both answers show are counted on both sides.
 *
 * @param filtersBy whether a request filters by one of these members
 */
export function uncertainCounts(
  request: ObservedRequest,
  racing: readonly RecentWrite[],
  placed: readonly PlacedThing[],
  filtersBy: (changed: readonly string[]) => boolean,
): readonly UncertainCount[] {
  if (racing.length === 0) return none;
  const counted = shownByBoth(placed);
  const pathKind = kindOfPath(request);
  const counts = new Map<string, UncertainCount>();
  for (const { sequence, totals } of racing) {
    if (isElsewhere(request, totals.within)) continue;
    const isAskedFor = totals.altered.length > 0 && asksBy(request, totals.changed, filtersBy);
    const things = isAskedFor ? [...totals.madeOrRemoved, ...totals.altered] : totals.madeOrRemoved;
    for (const thing of things) {
      if (thing.keys.some((key) => counted.has(key))) continue;
      // A thing that several writes made, removed or changed counts once.
      for (const key of thing.keys) counted.add(key);
      const { count, cause } = counts.get(thing.kind) ?? { count: 0, cause: sequence };
      counts.set(thing.kind, { cause, ...about(thing, pathKind), count: count + 1 });
    }
  }
  return [...counts.values()];
}

const none: readonly UncertainCount[] = [];

function about({ kind }: CountedThing, pathKind: string): { kind: string; isOfPath: boolean } {
  return { kind, isOfPath: pathKind !== '' && kindsUnderAction(kind).includes(pathKind) };
}

function shownByBoth(placed: readonly PlacedThing[]): Set<string> {
  const both = placed.filter(
    ({ primaryPath, candidatePath }) => primaryPath !== null && candidatePath !== null,
  );
  return new Set(both.flatMap(({ names }) => names.map(({ key }) => key)));
}

/** The kind of things that a path is about: `note` for `/notes/count`. */
function kindOfPath({ subject: { parts, inPath } }: ObservedRequest): string {
  const words = parts.filter(({ name, text }) => name === '' && !inPath.has(text));
  const nouns = words.map(({ text }) => nounsOf(text)).findLast(({ length }) => length > 0);
  return singular(nouns?.join('') ?? '');
}

/** Whether the paths of both name different things of one kind: `/articles/5/comments` and `/articles/7`. */
function isElsewhere({ named }: ObservedRequest, within: RecentWrite['totals']['within']): boolean {
  const path = named.filter(({ where }) => where === 'path');
  return within.some(
    ({ kind, key }) =>
      path.some((one) => one.kind === kind) && path.every((one) => one.key !== key),
  );
}

function asksBy(
  { body }: ObservedRequest,
  changed: readonly string[],
  filtersBy: (changed: readonly string[]) => boolean,
): boolean {
  if (body !== null && isGraphqlQuery(body)) {
    const asked = new Set(argumentNames(body));
    return changed.some((name) => asked.has(name));
  }
  return filtersBy(changed);
}
