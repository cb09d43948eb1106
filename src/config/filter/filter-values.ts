import { exactNumberText } from '../../vocabulary/exact-number.ts';
import { areAlike, type Container, isContainer } from '../../vocabulary/own-value.ts';
import type { Cost } from '../../vocabulary/walk-budget.ts';

/** RFC 9535, section 2.3.5.2.2: the result of a query that selects no value. */
export const nothing = Symbol('nothing');

/** Whether two values of parsed JSON are equal, {@link nothing} included. Without recursion. */
export function areEqual(one: unknown, other: unknown, cost: Cost): boolean {
  if (!isCompared(one, other, cost)) return false;
  if (one === other) return true;
  if (typeof one === 'number' || typeof other === 'number')
    return asNumber(one) === asNumber(other);
  const pairs: [unknown, unknown][] = [[one, other]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [left, right] = pair;
    if (!isCompared(left, right, cost)) return false;
    if (left === right) continue;
    if (!areAlike(left, right)) return false;
    const [ours, theirs] = [left as Container, right as Container];
    const keys = Object.keys(ours);
    const others = Object.keys(theirs).length;
    if (!cost.spend(keys.length + others) || keys.length !== others) return false;
    for (const key of keys) {
      if (!Object.hasOwn(theirs, key)) return false;
      pairs.push([ours[key], theirs[key]]);
    }
  }
  return true;
}

/** Only numbers can be ordered, and texts among themselves. */
export function isLess(left: unknown, right: unknown, cost: Cost): boolean {
  const hasNumber = typeof left === 'number' || typeof right === 'number';
  const [one, other] = hasNumber ? [asNumber(left), asNumber(right)] : [left, right];
  if (typeof one === 'number' && typeof other === 'number') return one < other;
  if (typeof one !== 'string' || typeof other !== 'string') return false;
  return isCompared(one, other, cost) && one < other;
}

/** Comparing this many characters of two texts takes as long as visiting a value. */
const charsPerValue = 256;

/** Spends the cost of comparing two texts. A path such as `$.a == $.b` compares them for every element. */
function isCompared(one: unknown, other: unknown, cost: Cost): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') return true;
  const chars = Math.min(one.length, other.length);
  return chars < charsPerValue || cost.spend(chars / charsPerValue);
}

/** A number with more digits than a double is kept as a text, and still counts as a number. */
function asNumber(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const exact = exactNumberText(value);
  return exact === null ? value : Number(exact);
}

/** Characters of a text, elements or members; {@link nothing} for other values. */
export function lengthOf(value: unknown, cost: Cost): unknown {
  if (typeof value === 'string') {
    if (!cost.spend(value.length)) return nothing;
    let characters = 0;
    for (const _ of value) characters += 1;
    return characters;
  }
  if (Array.isArray(value)) return value.length;
  if (!isContainer(value)) return nothing;
  const members = Object.keys(value).length;
  return cost.spend(members) ? members : nothing;
}
