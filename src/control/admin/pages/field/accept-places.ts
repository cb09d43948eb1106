import type { GateOperations } from '../../../gate/gate-operations.ts';
import { acceptInput, checkInput, expiryOf } from '../../api/operator-input.ts';
import { placeIn } from './accept-section.ts';

/** What the form sends, all values of each name. */
export interface AcceptForm {
  readonly who: string;
  readonly reason: string;
  /** `2026-01-31`, the last day on which the difference is accepted. */
  readonly until: string;
  readonly places: readonly string[];
}

/**
 * Accepts a difference at all places of a form, or at none if an input is wrong.
 *
 * @returns null if it is done, else the fault as a text
 */
export function acceptPlaces(
  operations: GateOperations,
  { who, reason, until, places }: AcceptForm,
  nowMs: number,
): string | null {
  if (places.length === 0) return 'Choose at least one route.';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(until)) return 'Last day: write a date such as 2026-01-31.';
  const accepted = [];
  for (const place of places) {
    const given = { who, reason, ...placeIn(place), expiresAt: `${until}T23:59:59Z` };
    const { value: input, fault } = checkInput(acceptInput, given);
    if (fault !== null) return fault.replaceAll('expiresAt', 'Last day');
    const expiresAtMs = expiryOf(input, nowMs);
    if (expiresAtMs === null) return 'Last day: choose a day from today on, at most 89 days ahead.';
    accepted.push({ input, expiresAtMs });
  }
  for (const { input, expiresAtMs } of accepted) {
    const { fault } = operations.accept(input, input, expiresAtMs);
    if (fault !== null) return fault.detail;
  }
  return null;
}
