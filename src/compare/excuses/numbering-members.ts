import { isObject } from './own-things.ts';
import { memberAt } from '../../vocabulary/own-value.ts';

/**
 * The members with which both deployments number the positions of a list, as a feed numbers its changes: the
 * numbers rise or fall, and are equal at equal positions on both sides. These numbers are compared by
 * position, regardless of the elements.
 */
export function numberingMembers(
  primary: readonly unknown[],
  candidate: readonly unknown[],
): ReadonlySet<string> {
  const [first] = primary;
  if (primary.length !== candidate.length || !isObject(first)) return noNames;
  const names = Object.keys(first).filter((name) => {
    const numbers = numbersIn(primary, name);
    const others = numbersIn(candidate, name);
    return (
      numbers !== null &&
      others !== null &&
      numbers.every((one, at) => one === others[at]) &&
      (isRising(numbers) || isRising(numbers.toReversed()))
    );
  });
  return new Set(names);
}

const noNames: ReadonlySet<string> = new Set();

function numbersIn(elements: readonly unknown[], name: string): readonly number[] | null {
  const values = elements.map((element) => (isObject(element) ? memberAt(element, name) : null));
  return values.every((value) => typeof value === 'number') ? values : null;
}

function isRising(numbers: readonly number[]): boolean {
  return numbers.every((one, at) => at === 0 || one > (numbers[at - 1] ?? one));
}
