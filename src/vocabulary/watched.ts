import { type SideSums, sumsAt } from './side-sums.ts';

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

/** So many blocks of a series are kept, and judged: two days of the longest ones. */
export const watchedBlocksMax = 288;

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

/** The sums of a key, which begin at nothing. As a block begins, those of its series that are too old are dropped. */
export function watchedSums(watched: Watched, name: WatchedName): SideSums {
  const key = watchedKey(name);
  if (!watched.has(key) && name.block !== null) dropOld(watched, name, name.block);
  return sumsAt(watched, key);
}

function dropOld(watched: Watched, { kind, name }: WatchedName, { lengthMs, index }: WatchedBlock) {
  const series = `${kind} ${name} @${lengthMs} `;
  for (const key of watched.keys()) {
    if (!key.startsWith(series)) continue;
    if (Number(key.slice(series.length)) <= index - watchedBlocksMax) watched.delete(key);
  }
}
