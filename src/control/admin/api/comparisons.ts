import type { Handler } from 'hono';
import { type Comparison, type Outcome, outcomes } from '../../../vocabulary/comparison.ts';
import { exchangeId } from '../../../vocabulary/exchange.ts';
import { failure, type Result, success } from '../../../vocabulary/result.ts';
import type { ComparisonFilter, RecentComparisons } from '../../recent-comparisons.ts';
import { problem } from '../problem.ts';

const limitDefault = 50;
const limitMax = 500;
const parameters: ReadonlySet<string> = new Set(['outcome', 'route', 'limit']);

/** The latest comparisons that are still in memory, as JSON, the newest first. */
export function comparisonsEndpoint(recent: RecentComparisons, instance: string): Handler {
  return (context) => {
    const { value: filter, fault } = readFilter(context.req.queries());
    if (fault !== null) return problem(400, fault);
    return context.json(
      recent.latest(filter).map((comparison) => comparisonView(comparison, instance)),
    );
  };
}

/** A comparison in an answer of the API, without its messages. */
export function comparisonView(comparison: Comparison, instance: string) {
  const { sequence, wallClockMs, reason, candidateVersion, cascadeOf, hint, ...rest } = comparison;
  // The specimen may be a hundred times as large as all the rest, and has an address of its own. A revision
  // and a tenure mean nothing outside of their process.
  const { specimen, revision: _, tenure: __, ...facts } = rest;
  const idOf = (other: number | null): string | null =>
    other === null ? null : exchangeId(instance, other);
  return {
    id: exchangeId(instance, sequence),
    time: new Date(wallClockMs).toISOString(),
    reason: reason === '' ? null : reason,
    candidateVersion: candidateVersion === '' ? null : candidateVersion,
    cascadeOf: idOf(cascadeOf),
    // An exchange that an earlier version kept has none.
    hint: idOf(hint ?? null),
    ...facts,
    kept: specimen !== null,
  };
}

/** Refuses what it does not know: a filter that is ignored would mislead. */
function readFilter(query: Readonly<Record<string, string[]>>): Result<ComparisonFilter> {
  for (const [name, values] of Object.entries(query)) {
    if (!parameters.has(name)) return failure('The parameters are outcome, route and limit.');
    if (values.length > 1) return failure('Each parameter may be given once.');
  }
  const outcome = query.outcome?.[0] ?? null;
  if (outcome !== null && !isOutcome(outcome)) {
    return failure(`outcome is one of ${outcomes.join(', ')}.`);
  }
  const limit = query.limit?.[0] ?? String(limitDefault);
  if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > limitMax) {
    return failure(`limit is a whole number from 1 to ${limitMax}.`);
  }
  return success({ outcome, route: query.route?.[0] ?? null, limit: Number(limit) });
}

function isOutcome(text: string): text is Outcome {
  return (outcomes as readonly string[]).includes(text);
}
