import type { NamedField } from '../../vocabulary/difference.ts';
import { fieldKey } from '../../vocabulary/evidence.ts';
import type { OperatorRecord } from '../operator-record.ts';
import type { AcceptedDifference, Hold } from './overrides.ts';

/** Where records are kept. */
export interface OperatorRecords {
  /**
   * In the order in which they were appended. The same growing list each time, unless earlier records were found.
   */
  all(): readonly OperatorRecord[];
  append(record: OperatorRecord): void;
}

type Acceptance = Extract<OperatorRecord, { action: 'accept' }>;

/** A moment on both clocks, in milliseconds since the epoch. */
export interface Moment {
  readonly wallMs: number;
  readonly steadyMs: number;
}

/** The actions of operators, and which of them are in force. */
export class OperatorLog {
  readonly #records: OperatorRecords;
  #hold: Hold | null = null;
  readonly #accepted = new Map<string, Acceptance>();
  #replayed: readonly OperatorRecord[] = [];

  constructor(records: OperatorRecords) {
    this.#records = records;
  }

  get hold(): Hold | null {
    this.#replay();
    return this.#hold;
  }

  /** The differences whose acceptance is in force at a moment. */
  acceptedAt(moment: Moment): readonly AcceptedDifference[] {
    this.#replay();
    return [...this.#accepted.values()].filter((one) => isInForce(one, moment));
  }

  append(record: OperatorRecord): void {
    this.#replay();
    this.#records.append(record);
    this.#apply(record);
  }

  /** The newest first. */
  latest(limit: number): readonly OperatorRecord[] {
    return this.#records.all().slice(-limit).reverse();
  }

  /** At first, and again after earlier records were found. */
  #replay(): void {
    const records = this.#records.all();
    if (records === this.#replayed) return;
    this.#replayed = records;
    this.#hold = null;
    this.#accepted.clear();
    for (const record of records) this.#apply(record);
  }

  #apply(record: OperatorRecord): void {
    switch (record.action) {
      case 'hold':
        this.#hold = { who: record.who, why: record.why, sinceMs: record.atMs };
        break;
      case 'release':
        this.#hold = null;
        break;
      case 'accept':
        this.#accepted.set(acceptedKey(record), record);
        break;
      case 'withdraw':
        this.#accepted.delete(acceptedKey(record));
        break;
      case 'reset':
        break;
    }
  }
}

function acceptedKey(difference: NamedField & Pick<AcceptedDifference, 'route'>): string {
  return JSON.stringify([difference.route, fieldKey(difference)]);
}

/**
 * An acceptance ends by whichever clock comes first: at the agreed time by the wall clock, or after the agreed
 * duration by the steady clock. So a wrong wall clock cannot make it last longer than agreed.
 */
function isInForce({ atMs, expiresAtMs, steadyMs = atMs }: Acceptance, moment: Moment): boolean {
  return moment.wallMs < expiresAtMs && moment.steadyMs - steadyMs < expiresAtMs - atMs;
}
