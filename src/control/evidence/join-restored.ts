import { type Epoch, nextEpoch, unknownVersion } from './epoch.ts';

/** The epochs of a store and of this process as one list. */
export interface JoinedEpochs {
  /** The newest first. */
  readonly epochs: readonly Epoch[];
  /** What the epochs of this process are from now on, by their key till now. */
  readonly becomes: ReadonlyMap<string, Epoch>;
}

/**
 * Joins what a store has with what was begun before it could be read. A version that is in the store
 * goes on where it was; what was reset meanwhile begins after it; and what had no version yet belongs
 * to the epoch that would have been the current one.
 *
 * @param stored the newest first
 * @param begun in this process; the newest first
 */
export function joinRestored(stored: readonly Epoch[], begun: readonly Epoch[]): JoinedEpochs {
  const epochs = [...stored];
  const becomes = new Map<string, Epoch>();
  for (const epoch of begun.toReversed()) {
    const { key, version, startedAtMs, startedBecause } = epoch;
    const same =
      startedBecause === 'first' && version === unknownVersion
        ? stored[0]
        : stored.find((one) => one.version === version);
    if (same !== undefined && startedBecause !== 'reset') {
      becomes.set(key, same);
      continue;
    }
    const cause = startedBecause === 'first' && stored.length > 0 ? 'version' : startedBecause;
    const next = nextEpoch(version, cause, epochs, startedAtMs);
    epochs.unshift(next);
    becomes.set(key, next);
  }
  return { epochs, becomes };
}
