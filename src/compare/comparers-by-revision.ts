import { randomBytes } from 'node:crypto';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../log.ts';
import type { Comparison } from '../vocabulary/comparison.ts';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';
import type { Pair } from '../vocabulary/pair.ts';
import { RevisionMap } from '../vocabulary/revision-map.ts';
import { createPairComparer, type Lags, noLags } from './compare-pair.ts';
import { guardComparer } from './guarded-comparer.ts';
import { createConfiguredRedactor } from './redaction/configured-redactor.ts';
import { createExchangeRedactors } from './redaction/exchange-redactor.ts';
import type { RuleUse } from './rules/rule-book.ts';
import { createSpecimenAdder } from './specimen/specimen-adder.ts';
import { createSpecimenSampler } from './specimen/specimen-sampler.ts';

export interface ComparersOptions {
  readonly use: RuleUse;
  /** Used if the deployments have states of their own. */
  readonly lags: Lags;
  /** Random per process; see `exchangeId`. */
  readonly instance: string;
  /** Called with the number of values of a recorded answer that have placeholders. */
  readonly onNotRecorded: (values: number) => void;
  readonly log: Logger;
}

/** Compares each pair under the config that its request was sent under. */
export class ComparersByRevision {
  readonly #options: ComparersOptions;
  readonly #byRevision = new RevisionMap<(pair: Pair) => Comparison>();
  /**
   * Shared by all configs, so that after a reload a secret keeps its digest and a kind of mismatch its share
   * of examples.
   */
  readonly #digestKey = randomBytes(32);
  readonly #isWanted = createSpecimenSampler(() => performance.now(), Math.random);

  constructor(options: ComparersOptions) {
    this.#options = options;
  }

  /** @throws the JSONPath library's error if a path in the config is not a valid JSONPath */
  add(revision: ConfigRevision, config: Config): void {
    const { use, instance, log } = this.#options;
    const { asksPrimary = true, hasPlaceholders = false } = config.replay ?? {};
    const onNotRecorded = hasPlaceholders && !asksPrimary ? this.#options.onNotRecorded : null;
    const lags = config.mirror.methods === 'all' ? this.#options.lags : noLags;
    const redactor = createConfiguredRedactor(config, this.#digestKey);
    const redactors = createExchangeRedactors(config, redactor);
    const comparer = createPairComparer(config, redactor, {
      use,
      lags,
      instance,
      redactors,
      onNotRecorded,
    });
    const addSpecimen = createSpecimenAdder(config, redactors, comparer, this.#isWanted);
    this.#byRevision.set(revision, guardComparer(comparer, addSpecimen, log));
  }

  compare(pair: Pair): Comparison {
    return this.#byRevision.at(pair.exchange.revision)(pair);
  }
}
