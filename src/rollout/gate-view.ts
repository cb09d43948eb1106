/** The verdict of an environment's gate, as far as a rollout depends on it. */
export interface GateView {
  /** `unreachable` if there was no verdict. */
  readonly verdict: 'pass' | 'fail' | 'inconclusive' | 'unreachable';
  /** The epoch that was judged, and the version of its candidate. */
  readonly epoch: string | null;
  readonly version: string | null;
  /** The failed criteria as sentences; if none failed, what is missing. */
  readonly findings: readonly string[];
}

/** Verdicts by the name of the environment. */
export type GateViews = ReadonlyMap<string, GateView>;

/** The verdict in a sentence. */
export function gateWords({ verdict, version, findings }: GateView): string {
  const of = version === null ? '' : ` for ${version}`;
  const [first] = findings;
  return `the gate is ${verdict}${of}${first === undefined ? '' : `: ${first}`}`;
}

/** Whether the gate gave a verdict: without one, it is unknown whether the candidate fails. */
export function isRead(gate: GateView | undefined): gate is GateView {
  return gate !== undefined && gate.verdict !== 'unreachable';
}

/** Whether a fail from before the promotion is over, in the same epoch: the next one is due to the promotion. */
export function isFailCleared(gate: GateView, before: GateView | null): boolean {
  if (!isRead(gate) || gate.verdict === 'fail') return false;
  return before?.verdict === 'fail' && before.epoch === gate.epoch;
}

/**
 * Whether a fail is due to the promotion: a fail that existed before the promotion, in the same epoch, is
 * not.
 *
 * @param before the verdict of the gate before the promotion, or a later one that replaces it
 */
export function isNewFail(gate: GateView, before: GateView | null): boolean {
  if (gate.verdict !== 'fail') return false;
  return before?.verdict !== 'fail' || before.epoch !== gate.epoch;
}
