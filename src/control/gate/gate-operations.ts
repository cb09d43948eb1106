import { fieldKey, fieldNamed } from '../../vocabulary/evidence.ts';
import { failure, type Result, success } from '../../vocabulary/result.ts';
import type { EvidenceBook } from '../evidence/evidence-book.ts';
import type { Gate } from './gate.ts';
import { hasField, hasRoute, isCollective } from './named-field.ts';
import type { OperatorLog } from './operator-log.ts';
import type { OperatorRecord } from '../operator-record.ts';

/** Who acts, and why: short texts that can be shown. */
export interface Signature {
  readonly who: string;
  readonly reason: string;
}

/** A difference as the evidence names it. */
export interface NamedDifference {
  readonly route: string;
  /** `body changed $.items[*].cost`, with the shape if its values look different */
  readonly field: string;
}

/** Why nothing was done, as a text for the operator. */
interface Refusal {
  readonly kind: 'unknown' | 'conflict';
  readonly detail: string;
}

/** The record of what was done. */
export type Done = Result<OperatorRecord, Refusal>;

interface GateOperationsOptions {
  readonly gate: Gate;
  readonly evidence: Pick<EvidenceBook, 'epoch' | 'current' | 'reset' | 'forgetProofs'>;
  readonly operators: OperatorLog;
  /** Clears the marks of the shadow plane. */
  readonly forgetMarks: () => void;
  /** The wall clock, milliseconds since the epoch. */
  readonly now?: () => number;
  /** The steady clock, milliseconds since the epoch. */
  readonly steadyNow?: () => number;
}

/** What operators can do to the gate. Everything is recorded before it takes effect. */
export class GateOperations {
  readonly #options: GateOperationsOptions;
  readonly #now: () => number;
  readonly #steadyNow: () => number;

  constructor(options: GateOperationsOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#steadyNow = options.steadyNow ?? this.#now;
  }

  hold(by: Signature): Done {
    // Two holds cannot be distinguished: a release would end both.
    if (this.#options.operators.hold !== null) {
      return refused('conflict', 'The promotion is already held; GET /api/gate shows by whom.');
    }
    return this.#record({ action: 'hold', ...this.#signed(by) });
  }

  release(by: Signature): Done {
    if (this.#options.operators.hold === null) {
      return refused('unknown', 'Nobody holds the promotion.');
    }
    return this.#record({ action: 'release', ...this.#signed(by) });
  }

  reset(by: Signature): Done {
    const { evidence } = this.#options;
    const epoch = evidence.epoch.key;
    const done = this.#record({ action: 'reset', epoch, ...this.#signed(by) });
    evidence.reset(by.who, by.reason);
    // Otherwise differences that an old failure explained would stay excused, and never become evidence.
    this.#options.forgetMarks();
    return done;
  }

  /** @param expiresAtMs milliseconds since the epoch */
  accept(by: Signature, { route, field }: NamedDifference, expiresAtMs: number): Done {
    const current = this.#options.evidence.current();
    if (!hasRoute(current, route)) {
      return refused('unknown', 'This epoch has no evidence of that route.');
    }
    const name = isCollective(field) ? null : fieldNamed(field);
    if (name === null) {
      return refused('unknown', 'Name one field, such as body changed $.items[*].cost.');
    }
    if (!hasField(current, route, field)) {
      return refused('unknown', 'This field has not differed on this route in this epoch.');
    }
    const done = this.#record({
      action: 'accept',
      route,
      ...name,
      expiresAtMs,
      steadyMs: this.#steadyNow(),
      ...this.#signed(by),
    });
    // Without it, the mismatches may be within their budget.
    this.#options.evidence.forgetProofs('mismatches');
    return done;
  }

  withdraw(by: Signature, { route, field }: NamedDifference): Done {
    const found = this.#options.operators
      .acceptedAt({ wallMs: this.#now(), steadyMs: this.#steadyNow() })
      .find((accepted) => accepted.route === route && fieldKey(accepted) === field);
    if (found === undefined) return refused('unknown', 'This difference is not accepted.');
    const { aspect, kind, template, shape = null } = found;
    const named = { route, aspect, kind, template, shape };
    return this.#record({ action: 'withdraw', ...named, ...this.#signed(by) });
  }

  #signed({ who, reason }: Signature) {
    return { atMs: this.#now(), who, why: reason };
  }

  #record(record: OperatorRecord): Done {
    this.#options.operators.append(record);
    this.#options.gate.forget();
    return success(record);
  }
}

function refused(kind: Refusal['kind'], detail: string): Done {
  return failure({ kind, detail });
}
