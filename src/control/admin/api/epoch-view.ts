import type { Epoch } from '../../epoch.ts';

/** An epoch in an answer of the API. */
export function epochView(
  { key, version, startedAtMs, startedBecause, mayBeReplacedAtMs, candidate, partOf }: Epoch,
  isCurrent: boolean,
) {
  return {
    key,
    version,
    startedAtMs,
    startedBecause,
    mayBeReplacedAtMs,
    candidate,
    partOf: partOf ?? null,
    current: isCurrent,
  };
}
