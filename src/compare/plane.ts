import type { MessagePort } from 'node:worker_threads';
import type { Logger } from '../log.ts';
import { ByteBudget } from '../transport/byte-budget.ts';
import { type Delivery, openInbox } from '../transport/inbox.ts';
import { Outbox } from '../transport/outbox.ts';
import type { LagMemory, PlaneEnds, WorkerSetup } from '../transport/worker-link.ts';
import { type ConfigRevision, firstRevision } from '../vocabulary/config-revision.ts';
import { comparisonShape } from '../vocabulary/comparison-shape.ts';
import type { Comparison } from '../vocabulary/comparison.ts';
import { pairShape } from '../vocabulary/pair-shape.ts';
import type { Pair } from '../vocabulary/pair.ts';
import { isReplay } from '../vocabulary/replay.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { LagRecord } from '../vocabulary/lag-record.ts';
import type { Lags } from './compare-pair.ts';
import { ComparersByRevision } from './comparers-by-revision.ts';
import { countRuleUses } from './rules/rule-uses.ts';

export interface ComparePlaneOptions extends Pick<WorkerSetup, 'config' | 'instance'> {
  readonly revision?: ConfigRevision;
  /** Memory in which the shadow plane records lags; null if Parallax learns no identities. */
  readonly lagMemory?: LagMemory | null;
  readonly tally: Tally;
  readonly log: Logger;
  /** The most bytes of comparisons on the way to the control plane. */
  readonly outboxBytes?: number;
}

/** A comparison takes a few hundred bytes, or some ten thousand if much differs. */
const usualOutboxBytes = 16 * 1024 * 1024;

/** Pages and metrics are read every few seconds at most, and each batch wakes the control plane's thread. */
const batchWaitMs = 50;

/** After comparing for this long, the plane handles heartbeats, credit and other messages. */
const sliceMs = 8;

/**
 * The compare plane: it receives pairs from the shadow plane and sends comparisons to the control plane. It
 * compares pairs in the order of arrival. When it is done with a pair, it returns the pair's bytes as credit,
 * which bounds the queue.
 */
export function createComparePlane({
  config,
  revision = firstRevision,
  instance,
  lagMemory = null,
  tally,
  log,
  outboxBytes = usualOutboxBytes,
}: ComparePlaneOptions): PlaneEnds {
  let pairsCompared = 0;
  let valuesNotRecorded = 0;
  const comparers = new ComparersByRevision({
    use: countRuleUses((rule) => tally.ruleUsed(rule)),
    lags: lagsIn(lagMemory),
    instance,
    onNotRecorded: (values) => {
      valuesNotRecorded += values;
    },
    log,
  });
  comparers.add(revision, config);
  const outbox = new Outbox<Comparison>({
    shape: comparisonShape,
    batchWaitMs,
    budget: new ByteBudget(outboxBytes),
    onLost: (records) => tally.shed('plane_restart', records),
  });
  let queue: Delivery<Pair>[] = [];
  let working = false;

  function work(): void {
    const stopAt = performance.now() + sliceMs;
    let done = 0;
    for (const delivery of queue) {
      const comparison = comparers.compare(delivery.record);
      delivery.release();
      pairsCompared += 1;
      const isSent = outbox.send(comparison);
      if (!isSent && !isReplay(comparison.sequence)) tally.shed('control_budget');
      done += 1;
      if (performance.now() >= stopAt) break;
    }
    queue = queue.slice(done);
    working = queue.length > 0;
    if (working) setImmediate(work);
  }

  tally.gauge('compare_waiting_pairs', () => queue.length);
  if (config.replay?.asksPrimary === false) {
    tally.gauge('replay_compared_pairs', () => pairsCompared);
    tally.gauge('replay_values_not_recorded', () => valuesNotRecorded);
  }

  return {
    tally,
    onInput(port: MessagePort) {
      openInbox(port, pairShape, (delivery) => {
        queue.push(delivery);
        if (working) return;
        working = true;
        setImmediate(work);
      });
    },
    onOutput: (port: MessagePort) => outbox.connect(port),
    onConfig: (change) => {
      comparers.add(change.revision, change.config);
      log.level = change.config.log.level;
    },
  };
}

function lagsIn(memory: LagMemory | null): Lags {
  if (memory === null) return { candidate: null, secondary: null };
  const { candidate, secondary } = memory;
  return { candidate: new LagRecord(candidate), secondary: new LagRecord(secondary) };
}
