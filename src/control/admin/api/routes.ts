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
  const { match, mismatch, noise, skipped, cascade, racy } = counts.outcomes;
  const { excused, lost, left_out: leftOut } = counts.notCompared;
  const { candidate_error: candidateError, primary_error: primaryError } = counts.outcomes;
  return {
    route: counts.route,
    area: counts.area,
    exchanges: counts.exchanges,
    outcomes: { match, mismatch, noise, candidateError, primaryError, skipped, cascade, racy },
    compared: counts.compared,
    mismatched: counts.mismatched,
    notCompared: {
      excused: Object.fromEntries(excused),
      lost: Object.fromEntries(lost),
      leftOut: Object.fromEntries(leftOut),
    },
    mismatches: counts.mismatches,
    fields: counts.fields.top(fieldsShown),
    latency: {
      primary: latencyView(counts.latency.primary),
      candidate: latencyView(counts.latency.candidate),
      secondary: latencyView(counts.latency.secondary),
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
