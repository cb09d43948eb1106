import type { Handler } from 'hono';
import type { LatencyDistribution } from '../../latency-distribution.ts';
import type { RouteCounts, StreamCounts } from '../../route-counts.ts';
import type { RouteLedger } from '../../route-ledger.ts';

const fieldsShown = 20;

/** What was counted by route, as JSON. */
export function routesEndpoint(routes: RouteLedger): Handler {
  return (context) => context.json(routes.all().map(routeView));
}

function routeView(counts: RouteCounts) {
  const { match, mismatch, noise, skipped, cascade } = counts.outcomes;
  const { candidate_error: candidateError, primary_error: primaryError } = counts.outcomes;
  return {
    route: counts.route,
    area: counts.area,
    exchanges: counts.exchanges,
    outcomes: { match, mismatch, noise, candidateError, primaryError, skipped, cascade },
    mismatches: counts.mismatches,
    fields: counts.fields.top(fieldsShown),
    latency: {
      primary: latencyView(counts.latency.primary),
      candidate: latencyView(counts.latency.candidate),
    },
    streams:
      counts.streams === null
        ? null
        : {
            primary: streamView(counts.streams.primary),
            candidate: streamView(counts.streams.candidate),
          },
  };
}

function streamView({ firstEvent, largestGap }: StreamCounts) {
  return { firstEvent: latencyView(firstEvent), largestGap: latencyView(largestGap) };
}

/** Quantiles are within 0.5 % of themselves; null before anything was measured. */
function latencyView(distribution: LatencyDistribution) {
  return {
    count: distribution.count,
    p50Ms: distribution.quantileMs(0.5),
    p95Ms: distribution.quantileMs(0.95),
    p99Ms: distribution.quantileMs(0.99),
  };
}
