import { fieldKey } from '../../../vocabulary/evidence.ts';
import type { CriterionResult } from '../../../vocabulary/verdict.ts';
import type { DocumentCoverage } from '../../document-coverage.ts';
import type { Judgement } from '../../gate/gate.ts';
import { setApartWords } from '../../gate/set-apart.ts';
import { epochView } from './epoch-view.ts';
import { fieldUrl } from '../pages/links.ts';
import type { AcceptedDifference, Hold } from '../../gate/overrides.ts';

/** The gate's answer as JSON; `docs/GATE.md` describes its members. Members are only added. */
export function gateView(judgement: Judgement, document: DocumentCoverage | null) {
  const { verdict, epoch, isCurrent, hold, accepted, apart } = judgement;
  // Kept exchanges do not distinguish the parts of an epoch.
  const archived = epoch.partOf?.epoch ?? epoch.key;
  return {
    verdict: verdict.verdict,
    evaluatedAtMs: verdict.evaluatedAtMs,
    epoch: epochView(epoch, isCurrent),
    reasons: verdict.reasons,
    criteria: verdict.criteria.map(criterionView),
    notJudged: verdict.notJudged,
    counts: judgement.totals.flatMap(({ area, totals }) =>
      totals.map(({ name, exchanges, primary, candidate, tolerance }) => {
        return { area, name, exchanges, primary, candidate, tolerance };
      }),
    ),
    hold: hold === null ? null : holdView(hold),
    accepted: accepted.map(acceptedView),
    findings: verdict.findings.largest.map(({ area, route, field, exchanges, lastSeenMs }) => {
      const page = fieldUrl({ epoch: archived, route, field });
      return { area, route, field, exchanges, lastSeenMs, page };
    }),
    apart: apart === null ? null : { ...apart, text: setApartWords(apart) },
    document: document === null ? null : documentView(document),
  };
}

/** No criterion depends on it. */
function documentView({ operations, neverAsked, undocumented }: DocumentCoverage) {
  return { operations, neverAsked: neverAsked.length, undocumented: undocumented.length };
}

function criterionView({ criterion, area, result, rate, needs, reason }: CriterionResult) {
  return {
    criterion,
    area,
    result,
    n: rate?.n ?? null,
    k: rate?.k ?? null,
    interval:
      rate === null ? null : { lower: rate.lower, estimate: rate.estimate, upper: rate.upper },
    budget: rate?.budget ?? null,
    needed: needs,
    reason,
  };
}

function holdView({ who, why, sinceMs }: Hold) {
  return { who, reason: why, sinceMs };
}

function acceptedView(difference: AcceptedDifference) {
  const { route, who, why, expiresAtMs } = difference;
  return { route, field: fieldKey(difference), who, reason: why, expiresAtMs };
}
