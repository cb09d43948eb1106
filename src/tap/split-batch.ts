import { partitionOf } from '../fleet/partition-of.ts';
import type { BatchMessage } from '../transport/channel-message.ts';
import { exchangeShape } from '../vocabulary/exchange-shape.ts';
import { chargedBytes, unpackBatch } from '../vocabulary/packed-batch.ts';

/** The records of a batch that belong to one partition. */
export interface BatchPart {
  readonly partition: number;
  readonly records: number;
  readonly packed: Uint8Array;
  /** The amount that its records take of the sender's budget. */
  readonly chargedBytes: number;
}

export type BatchSplitter = (batch: BatchMessage) => readonly BatchPart[];

/** For one partition: batches stay whole. */
export const wholeBatch: BatchSplitter = ({ buffer, bytes, records, chargedBytes }) => [
  { partition: 0, records, packed: new Uint8Array(buffer, 0, bytes), chargedBytes },
];

/** Regroups the records of batches by a request header; their bytes stay as they are. */
export function splitterBy(header: string, partitions: number): BatchSplitter {
  return ({ buffer, records }) => {
    const piecesOf = new Map<number, Uint8Array[]>();
    let at = 0;
    unpackBatch(exchangeShape, buffer, records, ({ request }, packedBytes) => {
      const partition = partitionOf(request.head, header, partitions);
      const pieces = piecesOf.get(partition) ?? [];
      pieces.push(new Uint8Array(buffer, at, packedBytes));
      piecesOf.set(partition, pieces);
      at += packedBytes;
    });
    return [...piecesOf].map(([partition, pieces]) => partOf(partition, pieces));
  };
}

function partOf(partition: number, pieces: readonly Uint8Array[]): BatchPart {
  return {
    partition,
    records: pieces.length,
    packed: Buffer.concat(pieces),
    chargedBytes: pieces.reduce((sum, { byteLength }) => sum + chargedBytes(byteLength), 0),
  };
}
