import type { CriterionName, CriterionResult } from '../../../../vocabulary/verdict.ts';
import type { Judgement } from '../../../gate/gate.ts';

/** More clean exchanges that an area needs; `waitMs` at the present rate, null if unknown. */
interface AreaNeed {
  readonly area: string;
  readonly exchanges: number;
  readonly waitMs: number | null;
}

/** Criteria of one name that are inconclusive and do not say how many exchanges are missing. */
interface OpenCriterion {
  readonly criterion: CriterionName;
  /** Empty for a criterion over all areas; the rate is null where none is measured. */
  readonly areas: readonly { readonly area: string; readonly rate: CriterionResult['rate'] }[];
  /** The reason of the first of them. */
  readonly reason: string;
}

/** What an inconclusive candidate still needs, each thing once. */
export interface NotYet {
  /** The area that needs longest; null if the soak of every area is complete. */
  readonly soak: { readonly soakedMs: number; readonly requiredMs: number } | null;
  readonly samples: readonly AreaNeed[];
  readonly criteria: readonly OpenCriterion[];
}

/** They are shown elsewhere on the page: as findings, and once for all areas. */
const shownElsewhere: ReadonlySet<CriterionName> = new Set(['findings', 'soak']);

export function notYetOf({ verdict, soak }: Pick<Judgement, 'verdict' | 'soak'>): NotYet {
  const open = verdict.criteria.filter(({ result }) => result === 'inconclusive');
  const rest = open.filter(
    ({ criterion, needs }) =>
      !shownElsewhere.has(criterion) && (needs === null || needs.exchanges === null),
  );
  return {
    soak: longestSoak(soak),
    samples: samplesOf(open),
    criteria: [...Map.groupBy(rest, ({ criterion }) => criterion)].map(([criterion, of]) => ({
      criterion,
      areas: of.flatMap(({ area, rate }) => (area === null ? [] : [{ area, rate }])),
      reason: of[0]?.reason ?? '',
    })),
  };
}

function longestSoak(soak: Judgement['soak']): NotYet['soak'] {
  const missing = soak.filter(({ soakedMs, requiredMs }) => soakedMs < requiredMs);
  const [longest] = missing.toSorted(
    (a, b) => b.requiredMs - b.soakedMs - (a.requiredMs - a.soakedMs),
  );
  return longest ?? null;
}

/** For each area, the criterion that needs most. */
function samplesOf(open: readonly CriterionResult[]): readonly AreaNeed[] {
  const byArea = new Map<string, AreaNeed>();
  for (const { area, needs } of open) {
    if (area === null || needs === null || needs.exchanges === null) continue;
    const known = byArea.get(area);
    if (known !== undefined && known.exchanges >= needs.exchanges) continue;
    byArea.set(area, { area, exchanges: needs.exchanges, waitMs: needs.waitMs });
  }
  return [...byArea.values()];
}
