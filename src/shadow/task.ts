import type { Delivery, Held } from '../transport/inbox.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import type { RequestHead } from '../vocabulary/raw-head.ts';
import type { RecordedAnswer } from '../vocabulary/recorded-answer.ts';
import type { LeftOutReason } from '../vocabulary/shed.ts';

/** An exchange on its way through the shadow plane. */
export interface Task {
  delivery: Held<Exchange>;
  /** Null if the delivery has memory of its own. */
  inBatch: Delivery<Exchange> | null;
  readonly isWrite: boolean;
  /** The timeout in place of each deployment's; null to use that. */
  readonly timeoutMs: number | null;
  /** The operation of its route; empty if the route has no operations. */
  readonly operation: string;
  /** Null while it waits: waiting tasks should be small, as there can be many. */
  head: RequestHead | null;
  isWaiting: boolean;
  /** Why it is not compared; it may still be mirrored for its effect. */
  leftOut: LeftOutReason | null;
  /** Its result has been passed on, perhaps by a former owner; it will still be mirrored for its effect. */
  isReported: boolean;
  /** The secondary was asked at an earlier attempt. */
  secondaryWasAsked: boolean;
  /** A former owner of the partition has sent it and got this, so it is not sent again. */
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

/** Gives it memory of its own, as a long wait would keep the whole batch in memory. */
export function detach(task: Task): void {
  if (task.inBatch === null) return;
  task.delivery = task.inBatch.detach();
  task.inBatch = null;
}
