import { noArea } from '../config/route-table.ts';
import type { Comparison } from '../vocabulary/comparison.ts';
import { RouteCounts } from './route-counts.ts';
import { isNamable, otherRoute } from './route-name.ts';

/** The counts of every route, bounded in number whatever the traffic is. */
export class RouteLedger {
  readonly #routes = new Map<string, RouteCounts>();
  #routesMax: number;
  /** The steady clock, for the counts of the last hour. */
  readonly now: () => number;

  /** @param routesMax how many routes are counted by name; later ones count as `(other)` */
  constructor(routesMax: number, now: () => number = Date.now) {
    this.#routesMax = routesMax;
    this.now = now;
  }

  /** Another config is in force: routes that already have a name keep it. */
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
   * The plane that names routes limits them, too. But it may restart and name others, so the labels of metrics
   * must be bounded here.
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
