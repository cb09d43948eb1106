/** The verdict of an environment's gate, as far as a rollout goes by it. */
export interface GateView {
  /** `unreachable` if no verdict was had. */
  readonly verdict: 'pass' | 'fail' | 'inconclusive' | 'unreachable';
  /** The epoch that was judged, and the version of its candidate. */
  readonly epoch: string | null;
  readonly version: string | null;
  /** What made it fail, a sentence for each criterion; what is missing if it does not fail. */
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

/**
 * Whether a fail is one of what was promoted: a fail that was there before the promotion, of the same epoch, is not.
 *
 * @param before what the gate was before the promotion
 */
export function isNewFail(gate: GateView, before: GateView | null): boolean {
  if (gate.verdict !== 'fail') return false;
  return before?.verdict !== 'fail' || before.epoch !== gate.epoch;
}
