import { createRouteTable } from '../../config/route-table.ts';
import type { Config } from '../../config/schema.ts';
import { createOperationReader } from '../../shadow/operations/operation-reader.ts';
import { type Exchange, safeMethods } from '../../vocabulary/exchange.ts';
import { noPathIdentities } from '../../vocabulary/identities.ts';
import { parseRequestHead, parseResponseHead } from '../../vocabulary/raw-head.ts';
import { bodyShape } from './body-shape.ts';
import { HeldWrites } from './held-writes.ts';

/** The coverage of a recording with `distinct`. */
export interface Coverage {
  /** Exchanges to choose from. */
  readonly seen: number;
  readonly kept: number;
  /** Distinct values among them; a route with operations counts once for each. */
  readonly routes: number;
  readonly statuses: number;
  /** Distinct combinations of route, operation, status and shapes. */
  readonly kinds: number;
}

/** Clients can invent shapes: past this number, exchanges of new kinds are not kept. */
const kindsMax = 100_000;

/** Chooses up to a number of exchanges of each kind: route, operation, status, and shape of both bodies. */
export class Distinct {
  readonly #max: number;
  readonly #routes: ReturnType<typeof createRouteTable>;
  readonly #operationOf: ReturnType<typeof createOperationReader>;
  readonly #kinds = new Map<string, number>();
  readonly #routesSeen = new Set<string>();
  readonly #statusesSeen = new Set<number>();
  readonly #held = new HeldWrites();
  #seen = 0;
  #kept = 0;

  constructor(max: number, config: Pick<Config, 'routes' | 'routesMax' | 'capture'>) {
    this.#max = max;
    this.#routes = createRouteTable(config);
    this.#operationOf = createOperationReader(config);
  }

  get coverage(): Coverage {
    return {
      seen: this.#seen,
      kept: this.#kept,
      routes: this.#routesSeen.size,
      statuses: this.#statusesSeen.size,
      kinds: this.#kinds.size,
    };
  }

  /** The exchanges to record now: none, or the exchange after the earlier writes that made what it names. */
  choose(exchange: Exchange): readonly Exchange[] {
    this.#seen += 1;
    const head = parseRequestHead(exchange.request.head);
    if (!this.#isNew(exchange, head)) {
      if (!safeMethods.has(head.method)) this.#held.hold(exchange);
      return [];
    }
    const chosen = [...this.#held.neededBy(exchange), exchange];
    this.#kept += chosen.length;
    return chosen;
  }

  #isNew(exchange: Exchange, head: ReturnType<typeof parseRequestHead>): boolean {
    const { method, target, fields } = head;
    const operation = this.#operationOf(exchange, head).name;
    const { route } = this.#routes.routeOf(method, target, noPathIdentities, operation);
    const response = parseResponseHead(exchange.response.head);
    const shapes = [
      bodyShape(exchange.request.body, fields),
      bodyShape(exchange.response.body, response.fields),
    ];
    const kind = [route, response.status, exchange.leftOut, ...shapes].join('\n');
    const count = this.#kinds.get(kind) ?? 0;
    if (count >= this.#max || (count === 0 && this.#kinds.size >= kindsMax)) return false;
    this.#kinds.set(kind, count + 1);
    this.#routesSeen.add(route);
    this.#statusesSeen.add(response.status);
    return true;
  }
}
