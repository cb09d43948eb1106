import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/schema.ts';
import { version } from '../control/version.ts';
import type { LivePlane } from '../live/plane.ts';
import type { RecordingSetup } from '../transport/worker-link.ts';
import { recorderEntry } from './plane-entries.ts';
import type { PlaneEntry } from './supervisor.ts';

/**
 * The recorder beside the other planes, and its inputs; empty without `record` in the config.
 *
 * @param clockSkewMs how far the clocks that measure the exchanges may differ
 */
export function recorderBeside(
  { record }: Config,
  clockSkewMs = 0,
): {
  readonly recorder?: PlaneEntry;
  readonly setup: { readonly recording?: RecordingSetup };
} {
  if (record === undefined) return { setup: {} };
  const recorder: PlaneEntry = { plane: 'recorder', entry: recorderEntry };
  return { recorder, setup: { recording: { version, isAlone: false, clockSkewMs } } };
}

/** The time limit for writing the rest when the process stops. */
const writeMsMax = 5_000;

/** @returns when the recorder has the exchanges of the last connections, or the time is over */
export async function recordRest(source: Pick<LivePlane, 'recordingInFlight'>): Promise<void> {
  const until = performance.now() + writeMsMax;
  while (source.recordingInFlight > 0 && performance.now() < until) await sleep(10);
}
