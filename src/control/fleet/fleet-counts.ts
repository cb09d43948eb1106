import type { Postgres } from '../../postgres/connect.ts';
import { savedShedOf } from '../../postgres/world.ts';
import type { HubSetup, TenureStart } from '../../transport/hub-setup.ts';
import type { Committed } from '../../transport/worker-message.ts';
import type { CommitPart } from '../store/commit-part.ts';
import { CountedExchanges } from './counted-exchanges.ts';
import { SavedIdentities, type SavedIdentitiesOptions } from './saved-identities.ts';
import { TapShed } from './tap-shed.ts';

export interface FleetCountsOptions {
  readonly hub: HubSetup;
  readonly postgres: Postgres;
  /** Null if learned identities are not saved. */
  readonly identities: Omit<SavedIdentitiesOptions, 'onUnsaved'> | null;
  readonly onCommitted: (commit: Committed) => void;
  /** Called after each save: everything that was counted this long ago is saved. */
  readonly onSaved: (countedMsAgo: number) => void;
  /** Another hub owns the partition of this tenure: this plane must be restarted. */
  readonly onFenced: (tenure: number) => void;
  /** Called with the totals that a tap has shed, by reason, and the totals that are counted already. */
  readonly onTapShed: (
    shed: Readonly<Record<string, number>>,
    before: Readonly<Record<string, number>>,
  ) => void;
}

/** Counts of the control plane of a hub for the fleet, which are saved exactly once, with the evidence. */
export interface FleetCounts {
  begin(tenure: TenureStart): void;
  end(tenure: number): void;
  /** Whether this hub counts the exchanges of a tenure. */
  isHeld(tenure: number): boolean;
  /** The tenure under which this hub holds a partition; null if another hub owns it. */
  tenureOf(partition: number): number | null;
  /** An exchange was counted. */
  note(tenure: number, sequence: number): void;
  /**
   * The exchanges that a tap has shed since its start, by reason; only the owner of the first partition gets
   * these totals.
   */
  noteTapShed(tenure: number, tap: string, shed: Readonly<Record<string, number>>): void;
  /** An operator has reset the evidence at this hub. */
  forgetMarks(): void;
  /** Makes the part of the next save: all counts until now. */
  makePart(): CommitPart;
}

export function createFleetCounts(options: FleetCountsOptions): FleetCounts {
  const { hub, postgres, onCommitted, onSaved, onFenced, onTapShed } = options;
  const exchanges = new CountedExchanges({ ...hub, onCommitted, onSaved, onFenced });
  const taps = new TapShed({
    savedOf: (tap) => savedShedOf(postgres, tap),
    onMore(tenure, shed, before) {
      exchanges.touch(tenure);
      onTapShed(shed, before);
    },
  });
  const identities =
    options.identities === null
      ? null
      : new SavedIdentities({
          ...options.identities,
          onUnsaved: (tenure) => exchanges.touch(tenure),
        });
  for (const tenure of hub.tenures) identities?.begin(tenure);
  return {
    begin(tenure) {
      exchanges.begin(tenure);
      identities?.begin(tenure);
    },
    end(tenure) {
      exchanges.end(tenure);
      identities?.end(tenure);
    },
    isHeld: (tenure) => exchanges.isHeld(tenure),
    tenureOf: (partition) => exchanges.tenureOf(partition),
    note: (tenure, sequence) => exchanges.note(tenure, sequence),
    noteTapShed(tenure, tap, shed) {
      if (exchanges.isHeld(tenure)) taps.note(tenure, tap, shed);
    },
    forgetMarks: () => identities?.forgetMarks(),
    makePart() {
      const saved = identities === null ? [] : [identities.makePart()];
      // The exchanges come last: by then, the others have named the tenures of their parts.
      return joined([taps.makePart(), ...saved, exchanges.makePart()]);
    },
  };
}

function joined(parts: readonly CommitPart[]): CommitPart {
  return {
    async statements(client) {
      for (const part of parts) await part.statements(client);
    },
    committed: () => parts.forEach((part) => part.committed()),
    refused: (error) => parts.forEach((part) => part.refused(error)),
  };
}
