import { type Epoch, isOfCandidate, nextEpoch, unknownVersion } from '../epoch.ts';

/** The epochs of a store and of this process as one list. */
export interface JoinedEpochs {
  /** The newest first. */
  readonly epochs: readonly Epoch[];
  /** The epochs of this process from now on, by their former key. */
  readonly becomes: ReadonlyMap<string, Epoch>;
}

/**
 * Merges the epochs of a store with those that began before it could be read. A version in the store continues;
 * an epoch that was reset meanwhile begins after it; and an epoch without a version joins the one that would have
 * been current.
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
    // Without a reported version, a deployment that is back may be another build.
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
