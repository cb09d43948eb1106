import { beginOfLast } from '../../vocabulary/paired-series.ts';
import type { CriterionResult, Finding } from '../../vocabulary/verdict.ts';
import type { AreaUnderTest } from './area-evidence.ts';
import { countWords, exchangeWords } from './words.ts';

const named = 3;

/** The open findings of an area, the most frequent first. */
export function openFindings(under: AreaUnderTest): readonly Finding[] {
  const { area, routes, mismatches, findings } = under;
  return routes
    .flatMap((route) => {
      // Since then its route was compared often enough without what was not seen any more.
      const sinceMs = beginOfLast(route.mismatches.blocks, findings.findingGoneAfter) ?? 0;
      return (mismatches.get(route)?.open ?? [])
        .filter(({ field }) => (field.lastDifferedMs ?? sinceMs) >= sinceMs)
        .map(({ key, field }) => ({
          area,
          route: route.route,
          field: key,
          exchanges: field.differing,
          lastSeenMs: field.lastDifferedMs,
        }));
    })
    .sort((a, b) => b.exchanges - a.exchanges);
}

/** Is every difference settled: explained, accepted or gone? Never fails: somebody has to look. */
export function findingsCriterion(under: AreaUnderTest, open: readonly Finding[]): CriterionResult {
  const { area, findings } = under;
  const mustSettle = findings.findings === 'settled';
  const passes = open.length === 0 || !mustSettle;
  const largest = open.slice(0, named).map(findingWords).join('; ');
  const more = open.length > named ? `; and ${countWords(open.length - named)} more` : '';
  const how = passes
    ? 'gate.findings is budget, so that rates alone decide'
    : 'Mend it, accept it, or write a rule for it';
  return {
    criterion: 'findings',
    area,
    result: passes ? 'pass' : 'inconclusive',
    rate: null,
    needs: passes ? null : { exchanges: null, waitMs: null },
    reason:
      open.length === 0
        ? `${area}: no difference is open.`
        : `${area}: ${countWords(open.length)} ${open.length === 1 ? 'difference is' : 'differences are'} ` +
          `open: ${largest}${more}. ${how}.`,
  };
}

function findingWords({ route, field, exchanges }: Finding): string {
  return `${route} ${field} in ${exchangeWords(exchanges)}`;
}
