import { type Epoch, isOfCandidate, nextEpoch, unknownVersion } from '../epoch.ts';

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
    const { key, startedAtMs, startedBecause, candidate } = epoch;
    const [latest] = stored;
    const hadNone = startedBecause === 'first' && epoch.version === unknownVersion;
    const version = hadNone && latest !== undefined ? latest.version : epoch.version;
    // If nothing says which version answers, a deployment that is back may be another build.
    const isSame = (one: Epoch): boolean =>
      one.version === version &&
      isOfCandidate(one, candidate) &&
      (version !== unknownVersion || one === latest);
    const same =
      hadNone && latest !== undefined && isOfCandidate(latest, candidate)
        ? latest
        : stored.find(isSame);
    if (same !== undefined && startedBecause !== 'reset') {
      becomes.set(key, same);
      continue;
    }
    const isFollowing = startedBecause === 'first' && latest !== undefined;
    const cause = latest?.version === version ? 'candidate' : 'version';
    const next = nextEpoch({
      version,
      startedBecause: isFollowing ? cause : startedBecause,
      before: epochs,
      nowMs: startedAtMs,
      candidate,
    });
    epochs.unshift(next);
    becomes.set(key, next);
  }
  return { epochs, becomes };
}
