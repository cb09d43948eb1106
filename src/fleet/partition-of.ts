import { type FleetConfig, partitionsOf } from '../config/fleet-schema.ts';
import { fieldValue, parseRequestHead } from '../vocabulary/raw-head.ts';

const fnvOffset = 0x811c9dc5;
const fnvPrime = 0x01000193;

/**
 * The partition of a request, by the first value of a header: every tap gives requests with the same value to the same
 * partition. Requests without the header are in partition 0.
 *
 * @param header its name in lower case
 */
export function partitionOf(requestHead: Uint8Array, header: string, partitions: number): number {
  const value = fieldValue(parseRequestHead(requestHead).fields, header);
  return value === undefined ? 0 : hash(value) % partitions;
}

/** The same, by the config; 0 if nothing is partitioned. */
export function partitionIn(fleet: FleetConfig | undefined, requestHead: Uint8Array): number {
  if (fleet?.partitionBy === undefined) return 0;
  return partitionOf(requestHead, fleet.partitionBy, partitionsOf(fleet));
}

/** FNV-1a, of 32 bits. */
function hash(text: string): number {
  let hashed = fnvOffset;
  for (let at = 0; at < text.length; at += 1) {
    hashed = Math.imul(hashed ^ text.charCodeAt(at), fnvPrime);
  }
  return hashed >>> 0;
}
