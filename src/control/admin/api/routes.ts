import type { Handler } from 'hono';
import type { Config } from '../../../config/schema.ts';
import { meanOf } from '../../../vocabulary/side-sums.ts';
import type { DocumentReader } from '../../document-coverage.ts';
import type { LatencyDistribution } from '../../latency-distribution.ts';
import type { RouteCounts, StreamCounts } from '../../route-counts.ts';
import type { ServerWork } from '../../evidence/server-work.ts';
import type { RouteWork } from '../../route-work.ts';
import type { RouteLedger } from '../../route-ledger.ts';
import { routesYaml } from '../../route-yaml/routes-yaml.ts';

const fieldsShown = 20;

/** The counts of each route, as JSON. */
export function routesEndpoint(
  routes: RouteLedger,
  document: DocumentReader,
  workOf: RouteWork,
): Handler {
  return (context) =>
    context.json(
      routes.all().map((counts) => {
        const { works } = workOf(counts.route);
        return routeView(counts, document.operationIdOf(counts.route), works);
      }),
    );
}

/** Of the running epoch. */
function workView({ name, unit, sums, series }: ServerWork) {
  const { n: exchanges, candidateOnly, referenceOnly } = series;
  const means = { primary: meanOf(sums.primary), candidate: meanOf(sums.candidate) };
  return { name, unit, exchanges, ...means, candidateOnly, referenceOnly };
}

/** `GET /api/routes.yaml`: the routes as YAML for the config. */
export function routesYamlEndpoint(config: Config, routes: RouteLedger): Handler {
  return (context) =>
    context.body(routesYaml(config, routes.all()), 200, {
      'content-type': 'application/yaml; charset=utf-8',
    });
}

function routeView(counts: RouteCounts, operationId: string | null, works: readonly ServerWork[]) {
  const { match, mismatch, noise, skipped, cascade, racy } = counts.outcomes;
  const { excused, lost, left_out: leftOut } = counts.notCompared;
  const { candidate_error: candidateError, primary_error: primaryError } = counts.outcomes;
  return {
    route: counts.route,
    area: counts.area,
    operationId,
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
    serverTiming: works.map(workView),
  };
}

function streamView({ firstEvent, largestGap }: StreamCounts) {
  return { firstEvent: latencyView(firstEvent), largestGap: latencyView(largestGap) };
}

/** Quantiles are exact to 0.5 %; null before the first measurement. */
function latencyView(distribution: LatencyDistribution) {
  return {
    count: distribution.count,
    p50Ms: distribution.quantileMs(0.5),
    p95Ms: distribution.quantileMs(0.95),
    p99Ms: distribution.quantileMs(0.99),
  };
}
