import { isObject } from './own-things.ts';
import { memberAt } from '../json/own-value.ts';

/**
 * The members by which both deployments number the places of a list, as a feed numbers its changes: each
 * number is larger than the one before it, and stands at the same place on both sides. What they number
 * is compared by place, whichever elements stand there.
 */
export function placeNumbers(
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
