import type { Exchange } from '../vocabulary/exchange.ts';
import { exchangeShape } from '../vocabulary/exchange-shape.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { ByteBudget } from './byte-budget.ts';
import { Outbox } from './outbox.ts';

/** After a crash, a recording ends with its last complete batch, so batches are frequent; but small ones compress badly. */
const batchWaitMs = 200;

/** Sends exchanges to the recorder. It has its own budget, so a slow disk does not reduce mirroring. */
export interface RecordingOutbox {
  readonly outbox: Outbox<Exchange>;
  /** Never waits: exchanges beyond the budget are counted as lost. */
  send(exchange: Exchange): void;
  /** Changes its budget. */
  limit(budgetBytes: number): void;
}

/** @param wallOffsetMs the wall clock minus the clock of the exchanges, now */
export function openRecordingOutbox(
  budgetBytes: number,
  tally: Tally,
  wallOffsetMs: () => number,
): RecordingOutbox {
  let lost = 0;
  const budget = new ByteBudget(budgetBytes);
  const outbox = new Outbox({
    shape: exchangeShape,
    batchWaitMs,
    budget,
    onLost: (records) => {
      lost += records;
    },
    noteFor: () => {
      return { completeTo: 0, wallOffsetMs: wallOffsetMs(), openWrites: [], shed: {} };
    },
  });
  tally.gauge('recording_over_budget', () => lost);
  return {
    outbox,
    send(exchange) {
      if (!outbox.send(exchange)) lost += 1;
    },
    limit(bytes) {
      budget.limitBytes = bytes;
    },
  };
}
