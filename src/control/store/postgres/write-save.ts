import type { PostgresClient } from '../../../postgres/connect.ts';
import { ParallaxError } from '../../../vocabulary/errors.ts';
import type { ClockMark } from '../../clock-mark.ts';
import type { Epoch } from '../../epoch.ts';
import type { OperatorRecord } from '../../operator-record.ts';
import type { CommitPart } from '../commit-part.ts';
import type { ProcessMark } from '../store.ts';
import type { EpochGrowth } from './epoch-ledger.ts';
import { type EpochList, lockEpochs, readEpochs, updateEpoch, writeEpochs } from './epoch-rows.ts';
import { addGrowth, dropRoutes } from './evidence-rows.ts';
import { type StoredRecord, writeRecords } from './operator-rows.ts';
import { noteSave } from './process-row.ts';
import { writeProofs } from './proof-rows.ts';

/** All data of one save, as it was in memory at one moment. */
export interface Save {
  readonly number: number;
  /** All epochs to keep, the newest first. */
  readonly epochs: readonly Epoch[];
  readonly current: Epoch;
  /** By the key of its epoch. */
  readonly growth: ReadonlyMap<string, EpochGrowth>;
  readonly records: readonly OperatorRecord[];
  readonly mark: ProcessMark | null;
  readonly clock: ClockMark;
  readonly part: CommitPart | null;
}

/** The written part of a save. */
export interface Written {
  /** Whether this process wanted another list and must adopt that of the others first. */
  readonly isTurnRefused: boolean;
  readonly records: readonly StoredRecord[];
}

/**
 * Writes a save, inside a transaction. Writes another list of epochs, or another current one, only if no other process has
 * changed the list since it was last read. Otherwise this process reads that list first, and joins its own to it.
 *
 * @throws ParallaxError `store_other_writer`; `store_turn_refused` if the list of the others lacks an epoch with counts
 *   of this save; `store_part_refused` if a part that another part of Parallax added has failed, and not the store;
 *   PostgreSQL's error
 */
export async function writeSave(
  client: PostgresClient,
  instance: string,
  save: Save,
  known: EpochList,
): Promise<Written> {
  if (!(await noteSave(client, instance, save))) {
    throw new ParallaxError('store_other_writer', 'another thread saves for this process');
  }
  const wantsTurn = isAnotherList(save, known);
  await lockEpochs(client, wantsTurn);
  let list = await readEpochs(client);
  const mayTurn = wantsTurn && list.turn === known.turn;
  const isTurned = mayTurn && (await writeEpochs(client, list, save.epochs, save.current));
  if (isTurned) list = await readEpochs(client);
  const ids = idsOf(save.epochs, list);
  const all = [...save.growth];
  // Without these counts, nothing of the save may be kept: its part says that they are in the evidence.
  if (all.some(([epoch, growth]) => !ids.has(epoch) && !isEmpty(growth))) {
    throw new ParallaxError('store_turn_refused', 'another process has changed the epochs');
  }
  await updateEpochs(client, save, list);
  const dropped = all.flatMap(([epoch, { dropped }]) => dropped.map((one) => ({ ...one, epoch })));
  await dropRoutes(client, dropped, ids);
  await addGrowth(
    client,
    all.flatMap(([, { routes }]) => routes),
    ids,
  );
  await writeProofs(
    client,
    all.flatMap(([, { proofs }]) => proofs),
    ids,
  );
  const records = await writeRecords(client, save.records);
  try {
    await save.part?.statements(client);
  } catch (cause) {
    throw new ParallaxError('store_part_refused', 'a part of the save was refused', { cause });
  }
  return { isTurnRefused: wantsTurn && !isTurned, records };
}

function isAnotherList({ epochs, current }: Save, known: EpochList): boolean {
  if (current.key !== known.current || epochs.length !== known.epochs.length) return true;
  const before = new Map(known.epochs.map(({ key, startedAtMs }) => [key, startedAtMs]));
  return epochs.some(({ key, startedAtMs }) => before.get(key) !== startedAtMs);
}

function isEmpty({ routes, dropped, proofs }: EpochGrowth): boolean {
  return routes.length === 0 && dropped.length === 0 && proofs.length === 0;
}

/** Another process may have used a key for another epoch. */
function idsOf(epochs: readonly Epoch[], list: EpochList): ReadonlyMap<string, number> {
  const startOf = new Map(list.epochs.map(({ key, startedAtMs }) => [key, startedAtMs]));
  const same = epochs.filter(({ key, startedAtMs }) => startOf.get(key) === startedAtMs);
  return new Map(same.map(({ key }) => [key, list.ids.get(key) ?? 0]));
}

async function updateEpochs(client: PostgresClient, save: Save, list: EpochList): Promise<void> {
  for (const epoch of save.epochs) {
    const known = list.epochs.find(({ key }) => key === epoch.key);
    const id = list.ids.get(epoch.key);
    if (known === undefined || id === undefined || known.startedAtMs !== epoch.startedAtMs)
      continue;
    const isMore =
      (known.candidate === null && epoch.candidate !== null) ||
      (known.mayBeReplacedAtMs === null && epoch.mayBeReplacedAtMs !== null);
    // Only those in memory have the latest parts.
    const isApart = save.growth.has(epoch.key) && textOf(known.apart) !== textOf(epoch.apart);
    if (isMore || isApart) await updateEpoch(client, id, epoch);
  }
}

function textOf(apart: Epoch['apart']): string {
  return JSON.stringify(apart.map(({ startedAtMs, untilMs }) => [startedAtMs, untilMs]));
}
