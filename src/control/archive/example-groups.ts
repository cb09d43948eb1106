import type { Comparison } from '../../vocabulary/comparison.ts';
import { fieldKey } from '../../vocabulary/evidence.ts';

/** The examples of each group: the first ones, which stay, and later ones, which replace each other. */
export const firstPlaces = 10;
const laterPlaces = 10;

/** An exchange that differs in more fields is an example only of the first of them. */
const groupsPerExchange = 20;

/**
 * The place that an example takes in its group. The first examples keep theirs, and of the later ones a random
 * sample stays: a new one replaces any earlier one. The compare plane passes on the n-th with a probability that
 * falls as 1 / n, so this is the reservoir of Vitter's algorithm R (ACM TOMS 11:1, 1985).
 *
 * @param seen how many the group has had, this one included
 * @param random in [0, 1)
 */
export function placeOf(seen: number, random: () => number): number {
  if (seen <= firstPlaces + laterPlaces) return seen - 1;
  return firstPlaces + Math.floor(random() * laterPlaces);
}

/** The fields that an exchange is an example of. Without an answer, it is an example of how the candidate failed. */
export function groupsOf({ differences, outcome, reason }: Comparison): readonly string[] {
  if (differences.length === 0) return [`${outcome} ${reason}`];
  return [...new Set(differences.map(fieldKey))].slice(0, groupsPerExchange);
}

/** The text that a search covers. */
export function searchedText({ route, differences, specimen }: Comparison, name: string): string {
  const found = differences.map(
    ({ path, primary, candidate }) => `${path} ${primary ?? ''} ${candidate ?? ''}`,
  );
  return [name, route, specimen?.request.target ?? '', ...found].join('\n');
}
