import { beginOfLast } from '../../vocabulary/paired-series.ts';
import type { CriterionResult, Finding, OpenFindings } from '../../vocabulary/verdict.ts';
import type { AreaUnderTest } from './area-evidence.ts';
import { formatCount, formatExchanges } from '../../vocabulary/format.ts';

const named = 3;
/** Nobody reads a longer list. */
const findingsMax = 100;

/** The open findings of an area. */
export function openFindings(under: AreaUnderTest): OpenFindings {
  const { area, routes, mismatches, findings } = under;
  const open = routes.flatMap((route) => {
    const ofRoute = mismatches.get(route)?.open ?? [];
    // A finding that was last seen before this time is gone: its route was compared often enough since.
    const sinceMs = beginOfLast(route.mismatches.blocks, findings.findingGoneAfter);
    if (sinceMs === null) return ofRoute;
    return ofRoute.filter(({ field }) => (field.lastDifferedMs ?? sinceMs) >= sinceMs);
  });
  const largest = open
    .toSorted((a, b) => b.field.differing - a.field.differing)
    .slice(0, findingsMax)
    .map(({ route, key, field }) => ({
      area,
      route,
      field: key,
      exchanges: field.differing,
      lastSeenMs: field.lastDifferedMs,
    }));
  return { count: open.length, largest };
}

/** The findings of several areas together. */
export function allFindings(ofAreas: readonly OpenFindings[]): OpenFindings {
  const largest = ofAreas.flatMap((one) => one.largest);
  return {
    count: ofAreas.reduce((sum, one) => sum + one.count, 0),
    largest: largest.sort((a, b) => b.exchanges - a.exchanges).slice(0, findingsMax),
  };
}

/** Is every difference settled: explained, accepted or gone? Never fails: a person has to decide. */
export function findingsCriterion(
  under: AreaUnderTest,
  { count, largest }: OpenFindings,
): CriterionResult {
  const { area, findings } = under;
  const mustSettle = findings.findings === 'settled';
  const passes = count === 0 || !mustSettle;
  const first = largest.slice(0, named).map(findingWords).join('; ');
  const more = count > named ? `; and ${formatCount(count - named)} more` : '';
  const how = passes
    ? 'gate.findings is budget, so only the rates decide'
    : 'Fix it, accept it, or write a rule for it';
  return {
    criterion: 'findings',
    area,
    result: passes ? 'pass' : 'inconclusive',
    rate: null,
    needs: passes ? null : { exchanges: null, waitMs: null },
    reason:
      count === 0
        ? `${area}: no difference is open.`
        : `${area}: ${formatCount(count)} ${count === 1 ? 'difference is' : 'differences are'} ` +
          `open: ${first}${more}. ${how}.`,
  };
}

function findingWords({ route, field, exchanges }: Finding): string {
  return `${route} ${field} in ${formatExchanges(exchanges)}`;
}
