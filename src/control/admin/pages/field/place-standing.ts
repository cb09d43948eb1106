import type { FieldPlace } from '../../../archive/archive-reader.ts';
import { type Evidence, fieldKey } from '../../../../vocabulary/evidence.ts';
import type { Judgement } from '../../../gate/gate.ts';
import type { AcceptedDifference } from '../../../gate/overrides.ts';

/** The state of a field on a route in the evidence and at the gate. */
export interface PlaceStanding extends FieldPlace {
  /** Exchanges of the epoch in which it differed, and those that were compared; null if the evidence is gone. */
  readonly counts: { readonly exchanges: number; readonly compared: number } | null;
  readonly lastSeenMs: number | null;
  /** Null unless an operator accepted it. */
  readonly accepted: AcceptedDifference | null;
  /** Whether it counts against the candidate. */
  readonly isOpen: boolean;
}

export function standingsOf(
  places: readonly FieldPlace[],
  evidence: Evidence | null,
  judgement: Judgement | null,
): readonly PlaceStanding[] {
  const routes = [...(evidence?.routes.values() ?? [])];
  const open = judgement?.verdict.findings.largest ?? [];
  return places.map((place) => {
    const { route, field } = place;
    const found = routes.find((one) => one.route === route && one.fields.has(field));
    const counted = found?.fields.get(field);
    return {
      ...place,
      counts:
        found === undefined || counted === undefined
          ? null
          : { exchanges: counted.differing, compared: found.compared },
      lastSeenMs: counted?.lastDifferedMs ?? null,
      accepted:
        judgement?.accepted.find((one) => one.route === route && fieldKey(one) === field) ?? null,
      isOpen: open.some((one) => one.route === route && one.field === field),
    };
  });
}
