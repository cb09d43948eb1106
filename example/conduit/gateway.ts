import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from './database/open.ts';
import { createIdMint, type IdKind, type IdMint } from './ids.ts';

/** What a flavour of Conduit works on. */
export interface Gateway {
  readonly database: DatabaseSync;
  /** Deployments with the same seed mint the same UUIDs and virtual keys for the same things. */
  readonly seed: string;
  readonly mintId: IdMint;
}

export interface GatewayOptions {
  /** A file, or `:memory:`. */
  readonly database: string;
  readonly seed: string;
  readonly ids: IdKind;
}

/** Opens a deployment's own database, with whatever is in it. */
export function openGateway({ database: file, seed, ids }: GatewayOptions): Gateway {
  const database = openDatabase(file, ids);
  return { database, seed, mintId: createIdMint(database, seed, ids) };
}
