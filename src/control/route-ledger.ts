import { noArea } from '../config/route-table.ts';
import type { Comparison } from '../vocabulary/comparison.ts';
import { RouteCounts } from './route-counts.ts';
import { isNamable, otherRoute } from './route-name.ts';

/** The counts of every route, bounded in number whatever the traffic is. */
export class RouteLedger {
  readonly #routes = new Map<string, RouteCounts>();
  #routesMax: number;
  /** The clock for the counts of the last hour. It cannot leap. */
  readonly now: () => number;

  /** @param routesMax routes counted by name; the ones after them fall into `(other)` */
  constructor(routesMax: number, now: () => number = Date.now) {
    this.#routesMax = routesMax;
    this.now = now;
  }

  /** Another config is in force: routes that are counted by name already stay so. */
  configure(routesMax: number): void {
    this.#routesMax = routesMax;
  }

  /** @param atMs its time by that clock */
  add(comparison: Comparison, atMs = comparison.wallClockMs): void {
    const counts = this.#routes.get(comparison.route) ?? this.#admit(comparison);
    if (counts.route === comparison.route) counts.area = comparison.area;
    counts.add(comparison, atMs);
  }

  /** In the order in which they were first seen. */
  all(): readonly RouteCounts[] {
    return [...this.#routes.values()];
  }

  /**
   * Routes are capped where they are made, too. But the plane that makes them may restart and
   * then make others, and what ends up in a metric's label must be bounded here.
   */
  #admit({ route, area }: Comparison): RouteCounts {
    if (route === otherRoute || (this.#routes.size < this.#routesMax && isNamable(route))) {
      return this.#start(route, area);
    }
    return this.#routes.get(otherRoute) ?? this.#start(otherRoute, noArea);
  }

  #start(route: string, area: string): RouteCounts {
    const counts = new RouteCounts(route, area);
    this.#routes.set(route, counts);
    return counts;
  }
}
