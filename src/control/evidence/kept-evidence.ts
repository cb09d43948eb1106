import { type Logger, RateLimitedLog } from '../../log.ts';
import type { Comparison } from '../../vocabulary/comparison.ts';
import type { Evidence, Proof } from '../../vocabulary/evidence.ts';
import type { CriterionName } from '../../vocabulary/verdict.ts';
import type { ProcessTotals } from '../../vocabulary/plane-message.ts';
import type { TimingMargins } from './record-timings.ts';
import { recordExchange, recordNotCompared } from './record-exchange.ts';
import { createSteadyClock, type SteadyClock } from '../steady-clock.ts';
import type { ProcessMark, Store } from '../store/store.ts';
import type { ClockMark } from '../clock-mark.ts';
import { countedAs } from '../counted-as.ts';
import { coverComparison, coverShed, lossOf } from './count-coverage.ts';
import { type Epoch, unknownVersion } from './epoch.ts';
import { EpochLine, type ReturnAfter } from './epoch-line.ts';
import type { EvidenceBook } from './evidence-book.ts';
import { EvidenceShelf } from './evidence-shelf.ts';
import { joinRestored } from './join-restored.ts';
import { observedExchange } from './observed-exchange.ts';
import type { RouteNames } from './route-names.ts';

export interface KeptEvidenceOptions {
  /** By how much a time must be longer to count, in an area. */
  readonly marginsOf: (area: string) => TimingMargins;
  readonly namesOf: RouteNames;
  readonly store: Store;
  /** Random per process. */
  readonly instance: string;
  readonly returnAfter: ReturnAfter;
  readonly log: Logger;
  /** The clock that times evidence. */
  readonly clock?: SteadyClock;
}

/** Statuses by which primary says that it has no such endpoint: what scanners ask for is no scope. */
const noEndpoint: ReadonlySet<number> = new Set([404, 405, 501]);

/** Evidence by epoch: counted in memory, saved now and then, and restored at start. */
export class KeptEvidence implements EvidenceBook {
  readonly #options: KeptEvidenceOptions;
  readonly #clock: SteadyClock;
  readonly #now: () => number;
  readonly #problems: RateLimitedLog;
  readonly #shelf: EvidenceShelf;
  #line: EpochLine;
  #mark: ProcessMark | null = null;
  /** What is known for certain of the candidate's version, by config. */
  #running: string | null = null;
  #isRestored = false;
  /** As the shadow plane has counted them. */
  #outages: number | null = null;
  /** The epoch in which the candidate had answered when outages were last counted. */
  #answered: Epoch | null = null;

  constructor(options: KeptEvidenceOptions) {
    this.#options = options;
    this.#clock = options.clock ?? createSteadyClock();
    this.#now = this.#clock.now;
    this.#problems = new RateLimitedLog(options.log);
    this.#shelf = new EvidenceShelf(options.store);
    this.#line = this.#newLine([]);
    this.#restore((mark) => this.#clock.resume(mark));
  }

  get epoch(): Epoch {
    return this.#line.current;
  }

  current(): Evidence {
    return this.#shelf.open(this.#line.current, this.#now()).evidence;
  }

  epochs(): readonly Epoch[] {
    return this.#line.epochs;
  }

  evidenceOf(key: string): Evidence | null {
    const epoch = this.#line.epochs.find((one) => one.key === key);
    if (epoch === this.#line.current) return this.current();
    return epoch === undefined ? null : this.#shelf.look(epoch);
  }

  record(comparison: Comparison): void {
    const nowMs = this.#now();
    const epoch = this.#epochOf(comparison, nowMs);
    const kept = this.#shelf.open(epoch, nowMs);
    const { evidence } = kept;
    const counted = countedAs(comparison);
    coverComparison(evidence.coverage, counted);
    if (counted.kind === 'left_out' && isNoEndpoint(comparison)) return;
    const { area, route } = this.#options.namesOf(evidence, comparison);
    const exchange = observedExchange(comparison, { epoch: epoch.key, area, route });
    if (exchange !== null) {
      kept.touched.add(recordExchange(evidence, exchange, this.#options.marginsOf(area)));
      return;
    }
    const under = { area, route };
    const loss = lossOf(counted);
    if (loss !== null) kept.touched.add(recordNotCompared(evidence, under, 'shed', loss));
    if (counted.kind === 'excused' && counted.byPolicy) {
      kept.touched.add(recordNotCompared(evidence, under, 'excusedByPolicy', counted.reason));
    }
    if (counted.kind === 'left_out') {
      kept.touched.add(recordNotCompared(evidence, under, 'leftOut', counted.reason));
    }
  }

  noteTotals({ shed, restarts, gauges }: ProcessTotals): void {
    // What was shed before this plane was restarted was counted by the one before it, or lost with it.
    const before = this.#mark?.shed ?? (restarts.control === 0 ? {} : shed);
    coverShed(this.current().coverage, shed, before);
    this.#mark = { instance: this.#options.instance, shed };
    this.#noteOutages(gauges.candidate_outages ?? 0, restarts.control);
  }

  /** What was counted before this plane was restarted is in the evidence already, where it is kept. */
  #noteOutages(outages: number, restarts: number): void {
    const before = this.#outages ?? (restarts === 0 ? 0 : outages);
    this.#outages = outages;
    // A shadow plane that is started again counts from nothing.
    const isNew = outages > before || (outages > 0 && outages < before);
    const { current } = this.#line;
    // An outage may have been over before the first answers came in, and both be news now.
    const hadAnswers = this.#answered === current;
    this.#answered = hasAnswers(this.current()) ? current : null;
    if (!isNew || !hadAnswers || current.mayBeReplacedAtMs !== null) return;
    if (current.version !== unknownVersion) return;
    current.mayBeReplacedAtMs = this.#now();
    this.#problems.warn(
      'candidate_outage',
      { epoch: current.key },
      'the candidate was stopped, and nothing says which version answers: set candidate.version',
    );
  }

  noteProofs(proofs: ReadonlyMap<string, Proof>): void {
    const known = this.current().proofs;
    for (const [key, proof] of proofs) if (!known.has(key)) known.set(key, proof);
  }

  forgetProofs(criterion: CriterionName): void {
    const { proofs } = this.current();
    for (const key of proofs.keys()) if (key.startsWith(`${criterion} `)) proofs.delete(key);
  }

  reset(who: string, why: string): Epoch {
    const ended = this.#line.current.key;
    const epoch = this.#line.reset(this.#now());
    this.#shelf.keep(this.#line.epochs, epoch);
    this.#options.log.info({ who, why, ended, epoch: epoch.key }, 'evidence was reset');
    return epoch;
  }

  /** The config says which version runs. */
  runs(version: string): void {
    this.#running = version;
    this.#line.run(version, this.#now());
  }

  /** The candidate was asked for its version. */
  polled(version: string): void {
    this.#see(version, this.#now());
  }

  /** Saves what has changed; what can't be saved now is kept for the next time. */
  flush(): void {
    const { store } = this.#options;
    if (!store.isUp && !this.#restore((mark) => this.#clock.catchUp(mark))) return;
    const { epochs } = this.#line;
    this.#shelf.join();
    const isSaved = store.save({
      epochs,
      inMemory: this.#shelf.all(),
      mark: this.#mark,
      clock: this.#clock.mark(),
    });
    if (isSaved) this.#shelf.saved(this.#line.current, this.#now());
  }

  #epochOf({ candidateVersion }: Comparison, nowMs: number): Epoch {
    // An exchange that says no version, as one without an answer, is of what runs now.
    return candidateVersion === '' ? this.#line.current : this.#see(candidateVersion, nowMs);
  }

  #see(version: string, nowMs: number): Epoch {
    const before = this.#line.current;
    const epoch = this.#line.see(version, nowMs);
    const { current } = this.#line;
    if (current !== before) {
      const details = { version: current.version, before: before.version, epoch: current.key };
      this.#problems.warn('candidate_version', details, 'the candidate says another version');
      if (!this.#line.epochs.includes(before)) this.#shelf.goOnAs(before, current);
      this.#shelf.keep(this.#line.epochs, current);
    }
    return epoch;
  }

  /**
   * @param onClock called with the saved reading of the clock, if there is one
   * @returns whether the store could be read
   */
  #restore(onClock: (mark: ClockMark) => void): boolean {
    const { store, instance } = this.#options;
    const found = store.restore();
    if (found === null) return false;
    // Later on it is memory that knows best: what is in the store came from there.
    if (this.#isRestored) return true;
    this.#isRestored = true;
    if (found.clock !== null) onClock(found.clock);
    if (found.mark?.instance === instance) this.#mark ??= found.mark;
    if (found.epochs.length === 0) return true;
    const { epochs, becomes } = joinRestored(found.epochs, this.#line.epochs);
    this.#shelf.rename(becomes);
    this.#line = this.#newLine(epochs);
    if (this.#running !== null) this.runs(this.#running);
    return true;
  }

  #newLine(epochs: readonly Epoch[]): EpochLine {
    const { returnAfter } = this.#options;
    const isEmpty = (epoch: Epoch): boolean => this.#shelf.isEmpty(epoch, this.#now());
    return new EpochLine({ epochs, returnAfter, isEmpty, nowMs: this.#now() });
  }
}

/** Before the candidate has answered at all there is nothing that could be of another build. */
function hasAnswers({ routes }: Evidence): boolean {
  return [...routes.values()].some(({ compared, failed }) => compared > failed);
}

function isNoEndpoint({ primary }: Comparison): boolean {
  return noEndpoint.has(primary.status);
}
