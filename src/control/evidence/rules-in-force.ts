import type { ComparedUnder } from '../../config/compared-under.ts';
import type { ConfigRevision } from '../../vocabulary/config-revision.ts';
import type { TimingMargins } from './record-timings.ts';
import type { RouteNames } from './route-names.ts';

/** What a config says about how exchanges are counted. */
export interface EvidenceRules {
  /** The config of the start, or of a reload. */
  readonly revision: ConfigRevision;
  /** Evidence under other rules is reported separately. */
  readonly under: ComparedUnder;
  /** By how much a time must be longer to count, in an area. */
  readonly marginsOf: (area: string) => TimingMargins;
  readonly namesOf: RouteNames;
}

/** An exchange that began more reloads ago is counted under the oldest rules that are known. */
const revisionsMax = 64;

/** The rules of this process by config revision: an exchange is counted under those that it began under. */
export class RulesInForce {
  #known: readonly EvidenceRules[];
  #present: EvidenceRules;

  constructor(first: EvidenceRules) {
    this.#known = [first];
    this.#present = first;
  }

  get present(): EvidenceRules {
    return this.#present;
  }

  /** These hold from now on. */
  follow(rules: EvidenceRules): void {
    this.#known = [...this.#known, rules].slice(-revisionsMax);
    this.#present = rules;
  }

  at(revision: ConfigRevision): EvidenceRules {
    const { present } = this;
    if (revision >= present.revision) return present;
    return this.#known.findLast((one) => one.revision <= revision) ?? this.#known[0] ?? present;
  }
}
