import type { JsonPath } from '../../vocabulary/excuses.ts';
import type { IdBook } from '../identity/book/id-book.ts';
import type { SeenIds } from '../identity/learning/seen-ids.ts';
import type { FoundId } from '../identity/recognizing/found-id.ts';
import type { FirstShown } from './first-shown.ts';
import type { PlacedThing } from './placed-things.ts';
import type { ThingMark } from './thing-mark.ts';

/** What is known about the names of things. */
export interface KnownNames {
  readonly book: IdBook;
  readonly seen: SeenIds;
  readonly firstShown: FirstShown;
}

/**
 * A thing that the candidate made in a write to which primary's answer was truncated has no known name on
 * primary. A thing at the same position on primary that was first shown after that write was sent is matched
 * with it, one to one.
 */
export function withUnnamed(
  placed: readonly PlacedThing[],
  known: KnownNames,
): readonly PlacedThing[] {
  const unnamed = unnamedByPlace(placed);
  if (unnamed.size === 0) return placed;
  return placed.map((thing) => {
    if (thing.primaryPath === null || thing.candidatePath !== null || thing.mark !== null)
      return thing;
    const marks = unnamed.get(placeAround(thing.primaryPath)) ?? [];
    const at = marks.findIndex((mark) => mayStandFor(thing.names, mark, known));
    const [mark] = at === -1 ? [] : marks.splice(at, 1);
    return mark === undefined ? thing : { ...thing, mark: { ...mark, kind: 'absent' as const } };
  });
}

/** The marks of things that primary never named, by their position in the candidate's answer. */
function unnamedByPlace(placed: readonly PlacedThing[]): Map<string, ThingMark[]> {
  const unnamed = new Map<string, ThingMark[]>();
  for (const { candidatePath, mark } of placed) {
    if (candidatePath === null || mark?.unnamedSince === undefined) continue;
    const place = placeAround(candidatePath);
    unnamed.set(place, [...(unnamed.get(place) ?? []), mark]);
  }
  return unnamed;
}

/**
 * No other write made it, primary never showed it before this one was sent, and the candidate has no name for
 * it.
 */
function mayStandFor(
  names: readonly FoundId[],
  { unnamedSince = Number.POSITIVE_INFINITY }: ThingMark,
  { book, seen, firstShown }: KnownNames,
): boolean {
  return names.every(({ text, kind, key }) => {
    const firstShownAt = firstShown.of(key);
    const isNew = firstShownAt !== undefined && firstShownAt > unnamedSince;
    return isNew && !seen.wasMade(key) && book.ofPrimary(text, kind) === undefined;
  });
}

function placeAround(path: JsonPath): string {
  return JSON.stringify(path.slice(0, -1));
}
