import { setTimeout as sleep } from 'node:timers/promises';
import type { Played } from '../playback/playback.ts';

export interface UntilCountedOptions {
  readonly played: Pick<Played, 'delivered' | 'notCounted'>;
  /** How many exchanges the control plane has counted; null if it does not answer now. */
  readonly counted: () => Promise<number | null>;
  /** Whether work is under way. */
  readonly isBusy: () => boolean;
  readonly isStopped: () => boolean;
}

const lookEveryMs = 50;
/**
 * If nothing is counted and nothing is under way for this time, the waiting exchanges will never complete.
 */
const restMs = 5_000;
/** A control plane that has not answered for this time does not come back. */
const silentMs = 30_000;

/**
 * Waits until every exchange is counted, or the remaining ones cannot complete; notes how many these are. A missing
 * answer is no sign of rest: on a busy machine the control plane answers late, or not at all.
 */
export async function untilCounted(options: UntilCountedOptions): Promise<void> {
  const { played, counted, isBusy, isStopped } = options;
  let count = 0;
  let answeredAtMs = performance.now();
  let changedAtMs = answeredAtMs;
  while (!isStopped()) {
    const answer = await counted();
    const nowMs = performance.now();
    const isSilent = answer === null && nowMs - answeredAtMs > silentMs;
    if (answer === null ? !isSilent : answer !== count || isBusy()) changedAtMs = nowMs;
    if (answer !== null) [count, answeredAtMs] = [answer, nowMs];
    played.notCounted = Math.max(0, played.delivered - count);
    if (played.notCounted === 0 || nowMs - changedAtMs > restMs) return;
    await sleep(lookEveryMs);
  }
}
