import type { FleetNews } from '../store/store.ts';
import type { Epoch } from '../epoch.ts';
import { joinRestored } from './join-restored.ts';

/** The epochs of this process and of all others as one list. */
export interface Followed {
  /** The newest first. */
  readonly epochs: readonly Epoch[];
  readonly current: Epoch;
  /** Epochs that only this process knows, as they are in the new list, by their former key. */
  readonly becomes: ReadonlyMap<string, Epoch>;
  /** The current epoch of the others, if an epoch that began here is newer. */
  readonly overtaken: Epoch | null;
  /** Former epochs that are gone: others have found their version, or dropped them. */
  readonly gone: readonly Epoch[];
}

/**
 * Merges the list of the other processes with that of this one. Epochs that began here and are not in that list
 * come after it; otherwise the current epoch is theirs.
 *
 * @param beginsAgain whether an epoch that others have replaced must stay, as if it had begun here
 */
export function followTurn(
  own: { readonly epochs: readonly Epoch[]; readonly current: Epoch },
  { epochs: list, current: currentKey, before }: NonNullable<FleetNews['turn']>,
  beginsAgain: (epoch: Epoch) => boolean,
): Followed {
  const ownOf = new Map(own.epochs.map((epoch) => [nameOf(epoch), epoch]));
  // The same object, because other parts of this process may hold it.
  const shared = list.map((epoch) => update(ownOf.get(nameOf(epoch)), epoch));
  const listed = new Set(list.map(nameOf));
  const listedBefore = new Set(before.map(nameOf));
  const begun = own.epochs.filter((epoch) => {
    const name = nameOf(epoch);
    return !listed.has(name) && (!listedBefore.has(name) || beginsAgain(epoch));
  });
  const { epochs, becomes } = joinRestored(shared, begun);
  const hasBegun = epochs.length > shared.length;
  const turnedTo = shared.find(({ key }) => key === currentKey);
  const current = (hasBegun ? undefined : turnedTo) ?? epochs[0] ?? own.current;
  const gone = own.epochs.filter((epoch) => !epochs.includes(epoch) && !becomes.has(epoch.key));
  const overtaken = hasBegun ? (turnedTo ?? null) : null;
  return { epochs, current, becomes, overtaken, gone };
}

/** A key may be used again once its epoch is gone. */
function nameOf({ key, startedAtMs }: Epoch): string {
  return `${startedAtMs} ${key}`;
}

function update(own: Epoch | undefined, read: Epoch): Epoch {
  if (own === undefined) return read;
  own.mayBeReplacedAtMs ??= read.mayBeReplacedAtMs;
  own.candidate ??= read.candidate;
  return own;
}
