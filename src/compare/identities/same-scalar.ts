import {
  contradictsUnder,
  identityText,
  isNumber,
  isPairUnder,
  type KnownIdentities,
} from './known-identities.ts';
import { relateTexts, type TextRelation } from './same-text.ts';

/**
 * Compares two scalars of JSON bodies that differ, each with its deployment's identities.
 *
 * @param name the key of the values, or of the array that contains them; empty if there is none
 */
export function relateScalars(
  identities: KnownIdentities,
  primary: unknown,
  candidate: unknown,
  name: string,
): TextRelation {
  const [left, right] = [identityText(primary), identityText(candidate)];
  if (left === null || right === null) return 'different';
  if (isPairUnder(identities, left, right, name)) return 'same';
  if (contradictsUnder(identities, left, right, name)) return 'identity';
  if (typeof primary !== 'string' || typeof candidate !== 'string') return 'different';
  const areNumbers = isNumber(left) && isNumber(right);
  return areNumbers || left === right ? 'different' : relateTexts(identities, left, right);
}
