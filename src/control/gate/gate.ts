import type { Evidence } from '../../vocabulary/evidence.ts';
import type { Verdict } from '../../vocabulary/verdict.ts';
import { type Epoch, unknownVersion } from '../epoch.ts';
import type { EvidenceBook } from '../evidence/evidence-book.ts';
import { type AreaTotal, totalsByArea } from './area-totals.ts';
import { evaluateGate } from './evaluate.ts';
import type { OperatorLog } from './operator-log.ts';
import type { AcceptedDifference, Circumstances, Hold } from './overrides.ts';
import { newProofs } from './proofs.ts';
import type { GatePolicy } from './resolve-policy.ts';
import { type SetApart, setApartOf } from './set-apart.ts';
import { type AreaSoak, soakByArea } from './soak.ts';

/** Where the gate reads its evidence, epoch by epoch. */
type GateEvidence = Pick<
  EvidenceBook,
  'epoch' | 'epochs' | 'current' | 'evidenceOf' | 'othersOf' | 'noteProofs'
>;

/** The verdict on an epoch, and everything that it rests on. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly epoch: Epoch;
  /** Whether it is the running one: other epochs say nothing about the deployment that runs now. */
  readonly isCurrent: boolean;
  readonly hold: Hold | null;
  readonly accepted: readonly AcceptedDifference[];
  readonly soak: readonly AreaSoak[];
  /** For the areas with counts. */
  readonly totals: readonly { readonly area: string; readonly totals: readonly AreaTotal[] }[];
  /** The evidence that was compared under other rules; null if there is none. */
  readonly apart: SetApart | null;
}

export interface GateOptions {
  /** Of the config in force. */
  readonly policy: () => GatePolicy;
  readonly evidence: GateEvidence;
  readonly operators: OperatorLog;
  /** The address of the candidate that this process mirrors to. */
  readonly candidate?: () => string;
  /** Why the databases of the deployments cannot be read at present, in words. */
  readonly unreadableDatabases?: () => readonly string[];
  /** The steady clock, milliseconds since the epoch. */
  readonly now?: () => number;
  /** The wall clock, which people use. */
  readonly wallNow?: () => number;
}

interface KeptJudgement {
  readonly judgement: Judgement;
  /** By the steady clock. */
  readonly madeAtMs: number;
}

/** The shortest time between two evaluations. */
const freshMs = 1000;
const judgementsKept = 16;

/**
 * The gate that pages and the API use: it evaluates the evidence at most once a second, so frequent requests cost
 * nothing, and at once after an operator has acted.
 */
export class Gate {
  readonly #options: GateOptions;
  readonly #now: () => number;
  readonly #wallNow: () => number;
  readonly #judgements = new Map<string, KeptJudgement>();

  constructor(options: GateOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#wallNow = options.wallNow ?? this.#now;
  }

  /** The report on the running candidate. */
  judge(): Judgement {
    const { evidence } = this.#options;
    return this.#judged(evidence.epoch, () => evidence.current());
  }

  /** @returns null for an epoch that is not kept */
  judgeEpoch(key: string): Judgement | null {
    const { evidence } = this.#options;
    const epoch = evidence.epochs().find((one) => one.key === key);
    return epoch === undefined ? null : this.#judged(epoch, () => evidence.evidenceOf(key));
  }

  /** An operator or a reload has changed something: the next answer must show it. */
  forget(): void {
    this.#judgements.clear();
  }

  #judged(epoch: Epoch, read: () => Evidence): Judgement;
  #judged(epoch: Epoch, read: () => Evidence | null): Judgement | null;
  #judged(epoch: Epoch, read: () => Evidence | null): Judgement | null {
    const isCurrent = epoch.key === this.#options.evidence.epoch.key;
    const known = this.#judgements.get(epoch.key);
    const madeAtMs = this.#now();
    const ageMs = madeAtMs - (known?.madeAtMs ?? Number.NEGATIVE_INFINITY);
    if (known?.judgement.isCurrent === isCurrent && Math.abs(ageMs) < freshMs) {
      return known.judgement;
    }
    const evidence = read();
    if (evidence === null) return null;
    const judgement = { ...this.#evaluate(evidence, epoch, madeAtMs), epoch, isCurrent };
    if (isCurrent) this.#keepProofs(judgement.verdict, evidence);
    if (this.#judgements.size >= judgementsKept) this.#judgements.clear();
    this.#judgements.set(epoch.key, { judgement, madeAtMs });
    return judgement;
  }

  /** Other processes on the store may have made the epoch of another candidate the current one. */
  #otherCandidate({
    candidate: judged,
  }: Epoch): NonNullable<Circumstances['otherCandidate']> | null {
    const own = this.#options.candidate?.() ?? null;
    return judged === null || own === null || judged === own ? null : { judged, own };
  }

  #keepProofs({ criteria, evaluatedAtMs }: Verdict, evidence: Evidence): void {
    const proofs = newProofs(criteria, evidence, evaluatedAtMs);
    if (proofs.size > 0) this.#options.evidence.noteProofs(proofs);
  }

  #evaluate(
    evidence: Evidence,
    epoch: Epoch,
    nowMs: number,
  ): Omit<Judgement, 'epoch' | 'isCurrent'> {
    const { operators, evidence: source } = this.#options;
    const policy = this.#options.policy();
    const wallMs = this.#wallNow();
    const accepted = operators.acceptedAt({ wallMs, steadyMs: nowMs });
    const { hold } = operators;
    const others = source.othersOf(epoch.key);
    const parts = source.epochs().filter(({ partOf }) => partOf?.epoch === epoch.key);
    const circumstances = {
      epoch: source.epoch.key,
      unknownVersion:
        epoch.version === unknownVersion ? { replacedAtMs: epoch.mayBeReplacedAtMs } : null,
      otherCandidate: this.#otherCandidate(epoch),
      hold,
      accepted,
      others,
      otherRules: epoch.partOf ?? null,
      unreadableDatabases: this.#options.unreadableDatabases?.() ?? [],
      wallMs,
    };
    return {
      verdict: {
        ...evaluateGate(evidence, policy, nowMs, circumstances),
        evaluatedAtMs: wallMs,
      },
      hold,
      accepted,
      soak: soakByArea(evidence, policy),
      totals: totalsByArea(evidence, policy),
      apart: epoch.partOf === undefined ? setApartOf(evidence, others, parts) : null,
    };
  }
}
