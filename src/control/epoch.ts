/** Why an epoch was begun. */
export type EpochCause =
  | 'first' // there was none before it
  | 'version' // the candidate said another version than before
  | 'reset' // an operator set its evidence aside
  | 'candidate' // the config names another deployment as the candidate
  | 'rules'; // no epoch of its own: the part of one that was compared under other rules

/** Exchanges of an epoch that were compared under other rules than those that hold for it. */
export interface RulesSpan {
  /** When the first and the last of them were seen, milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly untilMs: number;
}

/** One candidate version since the last time its evidence was reset: what evidence belongs to. */
export interface Epoch {
  /**
   * The version, and from its second epoch on which one it is: `v1.4.2`, `v1.4.2 (2)`. The same in
   * every sidecar that has seen the same, so that their evidence adds up.
   */
  readonly key: string;
  /** What the candidate calls itself, or the config calls it. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly startedBecause: EpochCause;
  /**
   * When the candidate was found stopped though nothing says its version: evidence from before may be of
   * another build. Null while nothing suggests that. Changed in place.
   */
  mayBeReplacedAtMs: number | null;
  /** Where the candidate was. Null if an earlier version wrote the store; then it is set once, in place. */
  candidate: string | null;
  /** Its parts that were compared under other rules, the latest first. Changed in place. */
  apart: readonly RulesSpan[];
  /** Of such a part: the key of its epoch, and when the last of its exchanges was seen. */
  readonly partOf?: { readonly epoch: string; readonly untilMs: number };
}

/** The version of a candidate that does not say which it is. */
export const unknownVersion = '(unknown)';

/** Whether an epoch was begun before the version of the candidate was known: if nothing is in it, the next one replaces it. */
export function isProvisional({ version, startedBecause }: Epoch): boolean {
  return version === unknownVersion || startedBecause === 'candidate';
}

/** How many epochs are kept; the oldest go first. */
export const epochsMax = 20;

interface NextEpoch {
  readonly version: string;
  readonly startedBecause: EpochCause;
  readonly before: readonly Epoch[];
  readonly nowMs: number;
  /** Null where it is not known. */
  readonly candidate: string | null;
}

/** The epoch that follows those there are. */
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

/** Whether an epoch is of a deployment, as far as that is known. */
export function isOfCandidate({ candidate }: Epoch, url: string | null): boolean {
  return candidate === null || url === null || candidate === url;
}
