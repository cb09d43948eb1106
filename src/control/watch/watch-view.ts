import type { Side } from '../../vocabulary/side-sums.ts';
import type { Watched } from '../../vocabulary/watched.ts';
import type { ResourceKind } from '../../vocabulary/watched-resource.ts';
import { breachesByName, queryEvidence } from '../gate/queries-criterion.ts';
import { boundWords } from '../gate/query-policy.ts';
import { type ResourceBlock, resourceSeries } from '../gate/resource-blocks.ts';
import { pairsOf, resourceFactors } from '../gate/resources-criterion.ts';
import type { WatchPolicy } from '../gate/watch-policy.ts';
import { growthOver, medianOf, ratioOf } from '../statistics/block-ratios.ts';
import type { QueryHealth } from './query-poll.ts';
import type { ScrapeHealth } from './scrape.ts';

/** The state of the readings of this process. */
export interface WatchHealth {
  readonly resources: ReadonlyMap<Side, ScrapeHealth>;
  readonly queries: ReadonlyMap<string, QueryHealth>;
}

/** A resource of both deployments, as people and programs see it. */
export interface ResourceView {
  readonly resource: string;
  readonly kind: ResourceKind;
  /** Medians over blocks: of a level, or of work per exchange. Null if there is none. */
  readonly primary: number | null;
  readonly candidate: number | null;
  /**
   * The median of the ratios of blocks. Null if there is none, or if it is infinite because only the candidate
   * has a value.
   */
  readonly ratio: number | null;
  /** The allowed ratio; null if it is not judged. */
  readonly factor: number | null;
  /**
   * How much more the candidate grew than primary in the second half of the time, as a share; only for memory.
   */
  readonly growth: number | null;
  readonly blocks: readonly ResourceBlock[];
}

export interface ResourcesView {
  readonly blockMs: number;
  readonly deployments: Readonly<Partial<Record<Side, ScrapeHealth>>>;
  /** The worst ratio first. */
  readonly resources: readonly ResourceView[];
}

export interface QueryView {
  readonly name: string;
  readonly query: string;
  readonly of: Side;
  readonly bound: string;
  readonly value: number | null;
  readonly evaluations: number;
  readonly breaches: number;
  readonly failedAt: number | null;
  /** Why this process had no data last; null if it had. */
  readonly fault: string | null;
  readonly blocks: readonly { readonly index: number; readonly value: number }[];
}

/** The watched values, read again for each request. */
export interface WatchViews {
  readonly resources: () => ResourcesView | null;
  readonly queries: () => readonly QueryView[];
}

/** Null if no metrics are configured. */
export function resourcesView(
  watched: Watched,
  { resources: policy }: WatchPolicy,
  health: WatchHealth,
): ResourcesView | null {
  if (policy === null) return null;
  const factors = resourceFactors(policy);
  const resources = [...resourceSeries(watched, policy.lengthMs).values()]
    .map((series) => {
      const pairs = pairsOf(series);
      return { series, pairs, ratio: medianOrNull(pairs.map(ratioOf)) };
    })
    // The ratio is infinite if only the candidate has any: it sorts before all others.
    .sort((a, b) => (b.ratio ?? 0) - (a.ratio ?? 0))
    .map(({ series: { resource, kind, blocks }, pairs, ratio }): ResourceView => {
      const growth = resource === 'memory' ? medianOrNull(growthOver(pairs).slice(-12)) : null;
      return {
        resource,
        kind,
        primary: medianOrNull(pairs.map(({ primary }) => primary)),
        candidate: medianOrNull(pairs.map(({ candidate }) => candidate)),
        ratio: finiteOrNull(ratio),
        factor: factors.get(resource) ?? null,
        growth: growth === null ? null : finiteOrNull(growth - 1),
        blocks,
      };
    });
  const deployments = Object.fromEntries(health.resources);
  return { blockMs: policy.lengthMs, deployments, resources };
}

/** Empty if no queries are configured. */
export function queriesView(
  watched: Watched,
  { queries: policy }: WatchPolicy,
  health: WatchHealth,
): readonly QueryView[] {
  if (policy === null) return [];
  const byName = breachesByName(watched);
  return policy.all.map((query) => {
    const { evaluations, breaches, failedAt, blocks } = queryEvidence(
      watched,
      byName,
      query,
      policy.lengthMs,
    );
    const asked = health.queries.get(query.name);
    return {
      name: query.name,
      query: query.query,
      of: query.of,
      bound: boundWords(query.bound),
      value: asked?.value ?? blocks.at(-1)?.value ?? null,
      evaluations,
      breaches,
      failedAt,
      fault: asked?.fault ?? null,
      blocks: blocks.map(({ index, value }) => ({ index, value })),
    };
  });
}

function medianOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : medianOf(values);
}

/** JSON has no ratio to a zero of primary. */
function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
