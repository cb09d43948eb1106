import type { Delivery, Held } from '../transport/inbox.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import type { RequestHead } from '../vocabulary/raw-head.ts';
import type { RecordedAnswer } from '../vocabulary/recorded-answer.ts';
import type { LeftOutReason } from '../vocabulary/shed.ts';

/** An exchange on its way through the shadow plane. */
export interface Task {
  delivery: Held<Exchange>;
  /** Null when the delivery has memory of its own. */
  inBatch: Delivery<Exchange> | null;
  readonly isWrite: boolean;
  /** In place of each deployment's timeout; null if that holds. */
  readonly timeoutMs: number | null;
  /** What it asks of its route; empty if the route has no operations. */
  readonly operation: string;
  /** Null if it has to wait: what waits should be small, there can be much of it. */
  head: RequestHead | null;
  isWaiting: boolean;
  /** Why it is not compared; it may be mirrored for its effect all the same. */
  leftOut: LeftOutReason | null;
  /** What became of it has been passed on, by a former owner perhaps; it is still to be mirrored for its effect. */
  isReported: boolean;
  /** The secondary was asked at an attempt before. */
  secondaryWasAsked: boolean;
  /** A former owner of the partition has sent it, and got this: it is not sent again. */
  readonly recorded: RecordedAnswer | null;
}

export function createTask(
  delivery: Delivery<Exchange>,
  head: RequestHead,
  {
    isWrite,
    timeoutMs,
    leftOut,
    operation,
    recorded,
  }: Pick<Task, 'isWrite' | 'timeoutMs' | 'leftOut' | 'operation' | 'recorded'>,
): Task {
  return {
    delivery,
    inBatch: delivery,
    isWrite,
    timeoutMs,
    operation,
    head,
    isWaiting: false,
    leftOut,
    isReported: delivery.record.isCounted === true,
    secondaryWasAsked: false,
    recorded,
  };
}

/** Gives it memory of its own: what is kept long would keep all of its batch. */
export function detach(task: Task): void {
  if (task.inBatch === null) return;
  task.delivery = task.inBatch.detach();
  task.inBatch = null;
}
