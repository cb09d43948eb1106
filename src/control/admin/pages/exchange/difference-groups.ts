import type { Comparison } from '../../../../vocabulary/comparison.ts';
import type { Difference } from '../../../../vocabulary/difference.ts';
import { fieldKey } from '../../../../vocabulary/evidence.ts';

/** The values of the three deployments at one place of their answers. */
export interface PlaceValues {
  readonly path: string;
  /** Null if the deployment has nothing there. */
  readonly primary: string | null;
  readonly candidate: string | null;
  /** Undefined if the secondary answered like primary, or got no request. */
  readonly secondary: string | null | undefined;
}

/** The differences of one exchange in the same field: they are counted as one. */
export interface DifferenceGroup {
  /** As `fieldKey` names it. */
  readonly field: string;
  readonly first: Difference;
  readonly places: readonly PlaceValues[];
  /** Every place has the values of the first. */
  readonly alike: boolean;
}

/** Groups the differences of an exchange by field, in the order of their first place. */
export function groupDifferences({
  differences,
  secondary,
}: Pick<Comparison, 'differences' | 'secondary'>): readonly DifferenceGroup[] {
  const ofSecondary = new Map(
    (secondary?.differences ?? []).map((one) => [placeKey(one), one.candidate]),
  );
  return [...Map.groupBy(differences, fieldKey)].flatMap(([field, group]) => {
    const [first] = group;
    if (first === undefined) return [];
    const places = group.map((difference) => ({
      path: difference.path,
      primary: difference.primary,
      candidate: difference.candidate,
      secondary: ofSecondary.get(placeKey(difference)),
    }));
    return [{ field, first, places, alike: places.every((place) => sameValues(place, places[0])) }];
  });
}

/** A place of an answer, in a map. */
export function placeKey({ aspect, path }: Pick<Difference, 'aspect' | 'path'>): string {
  return `${aspect} ${path}`;
}

function sameValues(one: PlaceValues, other: PlaceValues | undefined): boolean {
  return (
    one.primary === other?.primary &&
    one.candidate === other.candidate &&
    one.secondary === other.secondary
  );
}
