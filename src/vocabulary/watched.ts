import type { SideSums } from './side-sums.ts';

/**
 * What was watched of both deployments beside the exchanges: resources, databases, queries. Sums by
 * {@link watchedKey}; they add up like the rest of the evidence.
 */
export type Watched = Map<string, SideSums>;

/** What a series of watched values is about; it is the first word of the name of a series. */
const watchedKinds = ['resource', 'statement', 'database', 'query'] as const;

type WatchedKind = (typeof watchedKinds)[number];

/** A stretch of time: `floor(ms / lengthMs)` is its index. */
interface WatchedBlock {
  readonly lengthMs: number;
  readonly index: number;
}

export interface WatchedName {
  readonly kind: WatchedKind;
  /** Of the kind: `cpu_seconds`, or a statement. */
  readonly name: string;
  /** Null for what is summed over the whole epoch. */
  readonly block: WatchedBlock | null;
}

/** Blocks of ten minutes where an epoch lasts a day or more. */
export const watchedBlockMs = 600_000;

const noBlock: WatchedBlock = { lengthMs: 0, index: 0 };

/** The key of a sum: `resource cpu_seconds @600000 2876543`. */
export function watchedKey({ kind, name, block }: WatchedName): string {
  const { lengthMs, index } = block ?? noBlock;
  return `${kind} ${name} @${lengthMs} ${index}`;
}

/** Reads what {@link watchedKey} has written; null for what a later version wrote. */
export function watchedNamed(key: string): WatchedName | null {
  const [, word, name, lengthMs, index] = /^(\S+) (.*) @(\d+) (\d+)$/s.exec(key) ?? [];
  const kind = watchedKinds.find((one) => one === word);
  if (kind === undefined || name === undefined) return null;
  const block = { lengthMs: Number(lengthMs), index: Number(index) };
  return { kind, name, block: block.lengthMs === noBlock.lengthMs ? null : block };
}
