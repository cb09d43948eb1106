import type { Delivery, Held } from '../transport/inbox.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import type { RequestHead } from '../vocabulary/raw-head.ts';
import type { LeftOutReason } from '../vocabulary/shed.ts';

/** An exchange on its way through the shadow plane. */
export interface Task {
  delivery: Held<Exchange>;
  /** Null when the delivery has memory of its own. */
  inBatch: Delivery<Exchange> | null;
  readonly isWrite: boolean;
  /** In place of each deployment's timeout; null where that holds. */
  readonly timeoutMs: number | null;
  /** Null where it has to wait: what waits should be small, there can be much of it. */
  head: RequestHead | null;
  isWaiting: boolean;
  /** Why it is not compared; it may be mirrored for its effect all the same. */
  leftOut: LeftOutReason | null;
  /** What became of it has been passed on, though it is still to be mirrored for its effect. */
  isReported: boolean;
  /** The secondary was asked at an attempt before. */
  secondaryWasAsked: boolean;
}

export function createTask(
  delivery: Delivery<Exchange>,
  head: RequestHead,
  { isWrite, timeoutMs, leftOut }: Pick<Task, 'isWrite' | 'timeoutMs' | 'leftOut'>,
): Task {
  return {
    delivery,
    inBatch: delivery,
    isWrite,
    timeoutMs,
    head,
    isWaiting: false,
    leftOut,
    isReported: false,
    secondaryWasAsked: false,
  };
}

/** Gives it memory of its own: what is kept long would keep all of its batch. */
export function detach(task: Task): void {
  if (task.inBatch === null) return;
  task.delivery = task.inBatch.detach();
  task.inBatch = null;
}
