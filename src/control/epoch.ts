/** Why an epoch began. */
export type EpochCause =
  | 'first' // there was none before it
  | 'version' // the version of the candidate changed
  | 'reset' // an operator reset the evidence
  | 'candidate' // the config names another candidate
  | 'rules'; // not an epoch of its own: a part that was compared under other rules

/** Exchanges of an epoch that were compared under other rules than those that hold for it. */
export interface RulesSpan {
  /** When the first and the last of them were seen, milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly untilMs: number;
}

/** One candidate version since the last reset of its evidence. All evidence belongs to an epoch. */
export interface Epoch {
  /**
   * The version, with a number from its second epoch on: `v1.4.2`, `v1.4.2 (2)`. Equal in all processes with the
   * same history, so that their evidence can be added.
   */
  readonly key: string;
  /** The version that the candidate reports, or that the config states. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly startedBecause: EpochCause;
  /**
   * When the candidate was found stopped while its version is unknown: earlier evidence may be of another build.
   * Null if it was not found stopped. Changed in place.
   */
  mayBeReplacedAtMs: number | null;
  /**
   * The address of the candidate. Null if an earlier version of Parallax wrote the store; then it is set once, in
   * place.
   */
  candidate: string | null;
  /** Its parts that were compared under other rules, the latest first. Changed in place. */
  apart: readonly RulesSpan[];
  /** For such a part: the key of its epoch, and when its last exchange was seen. */
  readonly partOf?: { readonly epoch: string; readonly untilMs: number };
}

/** The version of a candidate that reports none. */
export const unknownVersion = '(unknown)';

/**
 * Whether an epoch began before the version of the candidate was known: if it is empty, the next one replaces it.
 */
export function isProvisional({ version, startedBecause }: Epoch): boolean {
  return version === unknownVersion || startedBecause === 'candidate';
}

/** How many epochs are kept; the oldest are dropped first. */
export const epochsMax = 20;

interface NextEpoch {
  readonly version: string;
  readonly startedBecause: EpochCause;
  readonly before: readonly Epoch[];
  readonly nowMs: number;
  /** Null if unknown. */
  readonly candidate: string | null;
}

/** The next epoch. */
export function nextEpoch({ version, startedBecause, before, nowMs, candidate }: NextEpoch): Epoch {
  const taken = new Set(before.map(({ key }) => key));
  let key = version;
  for (let ordinal = 2; taken.has(key); ordinal += 1) key = `${version} (${ordinal})`;
  return {
    key,
    version,
    startedAtMs: nowMs,
    startedBecause,
    mayBeReplacedAtMs: null,
    candidate,
    apart: [],
  };
}

/** The key of the part of an epoch that was compared under other rules; the latest is 1. */
export function partKey({ key }: Pick<Epoch, 'key'>, part: number): string {
  return `${key} (${part === 1 ? 'other rules' : `other rules ${part}`})`;
}

/** The parts of an epoch that were compared under other rules, as epochs that are over. */
export function partsOf(epoch: Epoch): readonly Epoch[] {
  return epoch.apart.map(({ startedAtMs, untilMs }, index) => ({
    ...epoch,
    key: partKey(epoch, index + 1),
    startedAtMs,
    startedBecause: 'rules',
    apart: [],
    partOf: { epoch: epoch.key, untilMs },
  }));
}

/** Whether an epoch belongs to a candidate, as far as known. */
export function isOfCandidate({ candidate }: Epoch, url: string | null): boolean {
  return candidate === null || url === null || candidate === url;
}
