import type { Database } from './database/database.ts';
import { openDatabase } from './database/open.ts';
import { createIdMint, idParserOf, type IdKind, type IdMint, type IdParser } from './ids.ts';
import { createMetrics, type Metrics } from './metrics.ts';

/** What a flavour of Conduit works on. */
export interface Gateway {
  readonly database: Database;
  /** Deployments with the same seed mint the same UUIDs and virtual keys for the same things. */
  readonly seed: string;
  readonly mintId: IdMint;
  readonly parseId: IdParser;
  readonly metrics: Metrics;
}

export interface GatewayOptions {
  /** A file, `:memory:`, or `postgres://…`. */
  readonly database: string;
  readonly seed: string;
  readonly ids: IdKind;
}

/** Opens a deployment's own database, with whatever is in it. */
export async function openGateway(
  { database: location, seed, ids }: GatewayOptions,
  metrics = createMetrics(),
): Promise<Gateway> {
  const database = await openDatabase(location, ids, metrics);
  const mintId = await createIdMint(database, seed, ids);
  return { database, seed, mintId, parseId: idParserOf(ids), metrics };
}
