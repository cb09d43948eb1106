/** Why an epoch was begun. */
export type EpochCause =
  | 'first' // there was none before it
  | 'version' // the candidate said another version than before
  | 'reset'; // an operator set its evidence aside

/** One candidate version since the last time its evidence was reset: what evidence belongs to. */
export interface Epoch {
  /**
   * The version, and from its second epoch on which one it is: `v1.4.2`, `v1.4.2 (2)`. The same in
   * every sidecar that has seen the same, so that their evidence adds up.
   */
  readonly key: string;
  /** What the candidate calls itself, or the config calls it. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly startedBecause: EpochCause;
  /**
   * When the candidate was found stopped though nothing says its version: evidence from before may be of
   * another build. Null while nothing suggests that. Changed in place.
   */
  mayBeReplacedAtMs: number | null;
}

/** The version of a candidate that does not say which it is. */
export const unknownVersion = '(unknown)';

/** How many epochs are kept; the oldest go first. */
export const epochsMax = 20;

/** The epoch that follows those there are. */
export function nextEpoch(
  version: string,
  startedBecause: EpochCause,
  before: readonly Epoch[],
  nowMs: number,
): Epoch {
  const taken = new Set(before.map(({ key }) => key));
  let key = version;
  for (let ordinal = 2; taken.has(key); ordinal += 1) key = `${version} (${ordinal})`;
  return { key, version, startedAtMs: nowMs, startedBecause, mayBeReplacedAtMs: null };
}
