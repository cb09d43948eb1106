import type { Tally } from '../vocabulary/tally.ts';
import type { HeldPartition } from './held-partition.ts';
import type { TakenOver, UnreadableFault } from './held-partition-options.ts';
import { joinMergeCounts, type MergeCounts } from './order/merge-counts.ts';

/** A partition of this hub; null before it begins. */
type Held = Pick<HeldPartition, 'lag' | 'order'> | null;

/** The counts of a hub for its partitions since its start, including those that it no longer holds. */
export class IntakeCounts {
  takeovers = 0;
  /**
   * Exchanges that a former owner had claimed and not counted: they are left out if it may have sent them,
   * recalled if it has recorded their answers, and sent if it has surely not sent them.
   */
  readonly takenOver: Record<TakenOver, number> = { in_doubt: 0, recalled: 0, unsent: 0 };
  /** Exchanges that could not be recorded in the stream before they were sent. */
  sendsNotRecorded = 0;
  /** Answers to writes that could not be recorded, or not be read. */
  notRecorded = 0;
  readonly unreadable: Record<UnreadableFault, number> = {
    unknown_version: 0,
    malformed: 0,
    incomplete: 0,
  };
  #before: MergeCounts = joinMergeCounts([]);

  /** Keeps the counts of a partition that is no longer held. */
  ended(held: Held): void {
    if (held === null) return;
    this.#before = { ...joinMergeCounts([this.#before, held.order]), wrongClocks: 0 };
  }

  /** @param held the partitions that are held now */
  order(held: readonly Held[]): MergeCounts {
    return joinMergeCounts([this.#before, ...held.flatMap((one) => one?.order ?? [])]);
  }
}

/**
 * Registers the metrics of a hub's partitions.
 *
 * @param partitions of the fleet
 * @param held returns those that are held now
 */
export function registerIntakeGauges(
  tally: Tally,
  counts: IntakeCounts,
  partitions: () => number,
  held: () => readonly Held[],
): void {
  const lags = (): readonly HeldPartition['lag'][] => held().flatMap((one) => one?.lag ?? []);
  const order = (): MergeCounts => counts.order(held());
  tally.gauge('fleet_partitions', partitions);
  tally.gauge('hub_partitions', () => held().length);
  tally.gauge('hub_takeovers', () => counts.takeovers);
  tally.gauge('hub_in_doubt', () => counts.takenOver.in_doubt);
  tally.gauge('hub_recalled', () => counts.takenOver.recalled);
  tally.gauge('hub_unsent', () => counts.takenOver.unsent);
  tally.gauge('hub_sends_not_recorded', () => counts.sendsNotRecorded);
  tally.gauge('hub_answers_not_recorded', () => counts.notRecorded);
  tally.gauge('stream_lag_messages', () => lags().reduce((sum, lag) => sum + lag.messages, 0));
  tally.gauge('stream_lag_seconds', () => Math.max(0, ...lags().map(({ ms }) => ms / 1000)));
  tally.gauge('unreadable_versions', () => counts.unreadable.unknown_version);
  tally.gauge('unreadable_malformed', () => counts.unreadable.malformed);
  tally.gauge('unreadable_incomplete', () => counts.unreadable.incomplete);
  tally.gauge('order_late', () => order().late);
  tally.gauge('order_unsure', () => order().unsure);
  tally.gauge('clock_contradictions', () => order().contradictions);
  tally.gauge('clock_skew_seen_seconds', () => order().seenSkewMs / 1000);
  tally.gauge('clocks_ahead', () => order().wrongClocks);
}
