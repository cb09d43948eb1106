import { z } from 'zod';
import { fieldKey } from '../../../vocabulary/evidence.ts';
import { criterionNames, type CriterionResult } from '../../../vocabulary/verdict.ts';
import type { DocumentCoverage } from '../../document-coverage.ts';
import type { Judgement } from '../../gate/gate.ts';
import type { AcceptedDifference, Hold } from '../../gate/overrides.ts';
import { setApartWords } from '../../gate/set-apart.ts';
import { fieldUrl } from '../pages/links.ts';
import { type AnswerOf, count } from './answer-values.ts';
import { epochAnswer, epochView } from './epoch-view.ts';

const verdictWord = z.enum(['pass', 'fail', 'inconclusive']);

const criterionAnswer = z.strictObject({
  criterion: z.enum(criterionNames),
  area: z.string().nullable(),
  result: verdictWord,
  n: count.nullable(),
  k: count.nullable(),
  interval: z
    .strictObject({ lower: z.number(), estimate: z.number(), upper: z.number() })
    .nullable(),
  budget: z.number().nullable(),
  needed: z
    .strictObject({ exchanges: z.number().nullable(), waitMs: z.number().nullable() })
    .nullable(),
  reason: z.string(),
});

const holdAnswer = z.strictObject({ who: z.string(), reason: z.string(), sinceMs: z.number() });

const acceptedAnswer = z.strictObject({
  route: z.string(),
  field: z.string(),
  who: z.string(),
  reason: z.string(),
  expiresAtMs: z.number(),
});

const documentCounts = z.strictObject({
  operations: count,
  neverAsked: count,
  undocumented: count,
});

export const gateAnswer = z.strictObject({
  verdict: verdictWord,
  evaluatedAtMs: z.number(),
  epoch: epochAnswer,
  reasons: z.array(z.string()),
  criteria: z.array(criterionAnswer),
  notJudged: z
    .array(z.strictObject({ criterion: z.enum(criterionNames), reason: z.string() }))
    .describe('criteria that a replay does not judge; empty for live traffic'),
  counts: z
    .array(
      z.strictObject({
        area: z.string(),
        name: z.string(),
        exchanges: count.describe('in which both answers were read'),
        primary: z.number(),
        candidate: z.number(),
        tolerance: z.number().describe('the share by which the totals may differ'),
      }),
    )
    .describe('what the answers of an area add up to, by gate.areas.*.counts'),
  hold: holdAnswer.nullable(),
  accepted: z.array(acceptedAnswer),
  findings: z
    .array(
      z.strictObject({
        area: z.string(),
        route: z.string(),
        field: z.string(),
        exchanges: count,
        lastSeenMs: z.number().nullable(),
        page: z.string().describe('where it is shown'),
      }),
    )
    .describe('differences that are open, the most frequent first'),
  apart: z
    .strictObject({
      routeCount: count,
      routes: z.array(z.string()).describe('their names, 100 at most'),
      exchanges: count,
      mismatches: count,
      untilMs: z.number(),
      sinceMs: z
        .number()
        .nullable()
        .describe(
          'since when the present rules count on these routes; null before the first exchange',
        ),
      epochs: z.array(z.string()).describe('keys of its parts, for /api/gate?epoch='),
      text: z.string(),
    })
    .nullable()
    .describe('evidence that was compared under other rules; it is judged separately'),
  document: documentCounts
    .nullable()
    .describe(
      'the number of operations in the OpenAPI document, of those that were never requested, and of requested ' +
        'routes that it does not have; no criterion depends on it. Null without a document, and for an ' +
        'epoch that is over',
    ),
});

/** The gate's answer as JSON; `docs/GATE.md` describes its members. Members are only added. */
export function gateView(
  judgement: Judgement,
  document: DocumentCoverage | null,
): AnswerOf<typeof gateAnswer> {
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
function documentView({
  operations,
  neverAsked,
  undocumented,
}: DocumentCoverage): AnswerOf<typeof documentCounts> {
  return { operations, neverAsked: neverAsked.length, undocumented: undocumented.length };
}

function criterionView({
  criterion,
  area,
  result,
  rate,
  needs,
  reason,
}: CriterionResult): AnswerOf<typeof criterionAnswer> {
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

function holdView({ who, why, sinceMs }: Hold): AnswerOf<typeof holdAnswer> {
  return { who, reason: why, sinceMs };
}

function acceptedView(difference: AcceptedDifference): AnswerOf<typeof acceptedAnswer> {
  const { route, who, why, expiresAtMs } = difference;
  return { route, field: fieldKey(difference), who, reason: why, expiresAtMs };
}
