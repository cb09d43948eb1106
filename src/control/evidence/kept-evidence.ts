import { type Logger, RateLimitedLog } from '../../log.ts';
import type { Comparison } from '../../vocabulary/comparison.ts';
import type { ConfigRevision } from '../../vocabulary/config-revision.ts';
import {
  type Evidence,
  type Proof,
  type RouteEvidence,
  routeKey,
} from '../../vocabulary/evidence.ts';
import { addValue, isAddable, type Side } from '../../vocabulary/side-sums.ts';
import { type WatchedName, watchedSums } from '../../vocabulary/watched.ts';
import type { OperatorRecord } from '../operator-record.ts';
import type { CriterionName } from '../../vocabulary/verdict.ts';
import type { ProcessTotals } from '../../vocabulary/plane-message.ts';
import { createSteadyClock, type SteadyClock } from '../steady-clock.ts';
import type { FleetNews, ProcessMark, Store } from '../store/store.ts';
import type { ClockMark } from '../clock-mark.ts';
import { countComparison } from './count-comparison.ts';
import { coverShed } from './count-coverage.ts';
import { CandidateMoves } from './candidate-moves.ts';
import { type Epoch, isProvisional, partsOf, unknownVersion } from '../epoch.ts';
import { EpochHistory, type ReturnAfter } from './epoch-history.ts';
import type { EvidenceBook } from './evidence-book.ts';
import { EvidenceCache, type Shown } from './evidence-cache.ts';
import { followTurn } from './follow-turn.ts';
import { forgetProofs, noteProofs } from './note-proofs.ts';
import { evidenceOfPart, othersOfPart, spansApart } from './parts-apart.ts';
import { joinRestored } from './join-restored.ts';
import { OutageCount } from './outage-count.ts';
import { type EvidenceRules, RulesInForce } from './rules-in-force.ts';

export interface KeptEvidenceOptions {
  readonly rules: EvidenceRules;
  /** The address of the candidate. */
  readonly candidate: string;
  readonly store: Store;
  /** Random per process. */
  readonly instance: string;
  readonly returnAfter: ReturnAfter;
  readonly log: Logger;
  /** Called after another process has changed the current epoch, or operators have acted there. */
  readonly onNews?: (records: readonly OperatorRecord[]) => void;
  /** The clock that times evidence. */
  readonly clock?: SteadyClock;
}

/** Evidence by epoch: counted in memory, saved at intervals, and restored at the start. */
export class KeptEvidence implements EvidenceBook {
  readonly #options: KeptEvidenceOptions;
  readonly #clock: SteadyClock;
  readonly #now: () => number;
  readonly #problems: RateLimitedLog;
  readonly #cache: EvidenceCache;
  readonly #rules: RulesInForce;
  readonly #moves: CandidateMoves;
  #history: EpochHistory;
  #mark: ProcessMark | null = null;
  /** The certain knowledge about the candidate's version, by config. */
  #running: string | null = null;
  #isRestored = false;
  readonly #outages = new OutageCount();

  constructor(options: KeptEvidenceOptions) {
    this.#options = options;
    this.#clock = options.clock ?? createSteadyClock();
    this.#now = this.#clock.now;
    this.#problems = new RateLimitedLog(options.log);
    this.#rules = new RulesInForce(options.rules);
    this.#moves = new CandidateMoves(options.candidate);
    this.#cache = new EvidenceCache(options.store, () => this.#rules.present.under);
    this.#history = this.#newHistory([]);
    options.store.shared?.onNews((news) => this.#hear(news));
    this.#restore((mark) => this.#clock.resume(mark));
  }

  get epoch(): Epoch {
    return this.#history.current;
  }

  current(): Evidence {
    return this.#current().view;
  }

  epochs(): readonly Epoch[] {
    const { current, epochs } = this.#history;
    current.apart = spansApart(current, this.#current());
    // A candidate's version may look like the key of a part.
    const taken = new Set(epochs.map(({ key }) => key));
    return epochs.flatMap((epoch) => {
      return [epoch].concat(partsOf(epoch).filter(({ key }) => !taken.has(key)));
    });
  }

  evidenceOf(key: string): Evidence | null {
    const found = this.#find(key);
    return found && evidenceOfPart(found.epoch, found.shown, key);
  }

  othersOf(key: string): readonly RouteEvidence[] {
    const found = this.#find(key);
    return found === null ? [] : othersOfPart(found.epoch, found.shown, key);
  }

  /** The config was reloaded: exchanges that begin under it are counted by these rules. */
  follow(rules: EvidenceRules): void {
    this.#rules.follow(rules);
    const { current } = this.#history;
    current.apart = spansApart(current, this.#current());
  }

  /** From a revision on, the config names another candidate, which has its own epoch. */
  candidateChanged(candidate: string, revision: ConfigRevision): void {
    const before = this.#history.current;
    this.#history.moveTo(candidate, this.#now());
    this.#moves.note({ candidate, revision, before });
    const { current } = this.#history;
    if (current === before) return;
    const details = { candidate, before: before.key, epoch: current.key };
    this.#options.log.info(details, 'the config names another candidate: a new epoch begins');
    this.#leave(before);
  }

  record(comparison: Comparison): void {
    const nowMs = this.#now();
    const epoch = this.#epochOf(comparison, nowMs);
    if (epoch === null) return;
    const isCurrent = epoch === this.#history.current;
    const kept = isCurrent ? this.#current() : this.#cache.open(epoch, nowMs);
    const rules = this.#rules.at(comparison.revision);
    const { area, route } = rules.namesOf(kept.view, comparison);
    const under = { epoch: epoch.key, area, route, under: rules.under(route) };
    const margins = this.#rules.present.marginsOf(area);
    const changed = countComparison(kept.evidence, comparison, under, margins);
    if (changed === null) return;
    kept.touched.add(changed);
    if (isCurrent && changed.under !== this.#rules.present.under(route)) return;
    kept.view.routes.set(routeKey(area, route), changed);
  }

  noteTotals({ shed, restarts, gauges }: ProcessTotals): void {
    // Exchanges that were shed before this plane was restarted were counted by the previous plane, or lost with
    // it.
    const before = this.#mark?.shed ?? ((restarts.control ?? 0) === 0 ? {} : shed);
    coverShed(this.current().coverage, shed, before);
    this.#mark = { instance: this.#options.instance, shed };
    this.#noteOutages(gauges.candidate_outages ?? 0, restarts.control ?? 0);
  }

  /**
   * Counts exchanges that others have shed, such as the taps of a fleet, from totals by reason and the totals
   * that are already counted.
   */
  noteShed(shed: Readonly<Record<string, number>>, before: Readonly<Record<string, number>>): void {
    coverShed(this.current().coverage, shed, before);
  }

  #noteOutages(outages: number, restarts: number): void {
    const { current } = this.#history;
    const isStopped = this.#outages.note({
      outages,
      restarts,
      epoch: current,
      hasAnswers: hasAnswers(this.#current().evidence),
    });
    if (!isStopped || current.mayBeReplacedAtMs !== null) return;
    if (current.version !== unknownVersion) return;
    current.mayBeReplacedAtMs = this.#now();
    this.#problems.warn(
      'candidate_outage',
      { epoch: current.key },
      'the candidate was stopped, and it reports no version: set candidate.version',
    );
  }

  /** A value that cannot be added is dropped. */
  noteWatched(name: WatchedName, side: Side, value: number, n = 1): void {
    if (!isAddable(value)) return;
    addValue(watchedSums(this.#current().evidence.watched, name)[side], value, n);
  }

  noteProofs(proofs: ReadonlyMap<string, Proof>): void {
    noteProofs(this.#current(), proofs);
  }

  forgetProofs(criterion: CriterionName): void {
    forgetProofs(this.#current(), criterion);
  }

  /** The same for proofs of this process, after another process has dropped those of the others. */
  forgetUnsavedProofs(criterion: CriterionName): void {
    const shown = this.#current();
    const unsaved = this.#options.store.shared?.unsavedOf(this.epoch.key, shown.evidence);
    if (unsaved !== undefined) forgetProofs(shown, criterion, unsaved.proofs);
  }

  reset(who: string, why: string): Epoch {
    const ended = this.#history.current;
    const epoch = this.#history.reset(this.#now());
    this.#leave(ended);
    const details = { who, why, ended: ended.key, epoch: epoch.key };
    this.#options.log.info(details, 'evidence was reset');
    return epoch;
  }

  /** The config says which version runs. */
  runs(version: string): void {
    this.#running = version;
    const before = this.#history.current;
    this.#history.run(version, this.#now());
    if (this.#history.current !== before) this.#leave(before);
  }

  /** The candidate's version was read. */
  polled(version: string): void {
    this.#see(version, this.#now());
  }

  /** Saves all changes; changes that cannot be saved now are saved next time. */
  flush(): void {
    const { store } = this.#options;
    if (!store.isUp && !this.#restore((mark) => this.#clock.catchUp(mark))) return;
    const { epochs } = this.#history;
    this.#cache.join();
    const { current } = this.#history;
    current.apart = spansApart(current, this.#current());
    const unsaved = {
      epochs,
      current,
      inMemory: this.#cache.all(),
      mark: this.#mark,
      clock: this.#clock.mark(),
    };
    const onSaved = (): void => this.#cache.saved(this.#history.current, this.#now());
    if (store.save(unsaved, onSaved)) this.#cache.taken();
  }

  /** Another epoch is now current. */
  #leave(before: Epoch): void {
    const { current, epochs } = this.#history;
    if (!epochs.includes(before)) this.#cache.goOnAs(before, current);
    const left = this.#cache.leave(before);
    if (left !== null) before.apart = spansApart(before, left);
    this.#cache.keep(epochs, current);
  }

  #current(): ReturnType<EvidenceCache['open']> {
    return this.#cache.openCurrent(this.#history.current, this.#now());
  }

  /** @param key of an epoch, or of a part of one */
  #find(key: string): { readonly epoch: Epoch; readonly shown: Shown } | null {
    const epoch =
      this.#history.epochs.find((one) => one.key === key) ??
      this.#history.epochs.find((one) => partsOf(one).some((part) => part.key === key));
    if (epoch === undefined) return null;
    const shown = epoch === this.#history.current ? this.#current() : this.#cache.look(epoch);
    return shown && { epoch, shown };
  }

  /** @returns null for one whose epoch is no longer kept */
  #epochOf({ candidateVersion, revision }: Comparison, nowMs: number): Epoch | null {
    const left = this.#moves.leftAfter(revision);
    if (left !== null) return this.#history.epochs.includes(left) ? left : null;
    // An exchange without a version, such as one without an answer, belongs to the running version.
    if (candidateVersion !== '') return this.#see(candidateVersion, nowMs);
    const { shared } = this.#options.store;
    return shared === null ? this.#history.current : this.#history.own(this.#running);
  }

  #see(version: string, nowMs: number): Epoch {
    // The answers state the version, and the config does not.
    this.#running = null;
    const before = this.#history.current;
    const epoch = this.#history.see(version, nowMs);
    const { current } = this.#history;
    if (current !== before) {
      const details = { version: current.version, before: before.version, epoch: current.key };
      this.#problems.warn('candidate_version', details, 'the version of the candidate changed');
      this.#leave(before);
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
    // Later, memory is the more recent: everything in the store came from there.
    if (this.#isRestored) return true;
    this.#isRestored = true;
    if (found.clock !== null) onClock(found.clock);
    if (found.mark?.instance === instance) this.#mark ??= found.mark;
    if (found.epochs.length === 0) return true;
    const { epochs, becomes } = joinRestored(found.epochs, this.#history.epochs);
    this.#cache.rename(becomes);
    const hasBegun = epochs.length > found.epochs.length;
    const current = hasBegun ? epochs[0] : epochs.find(({ key }) => key === found.current);
    this.#history = this.#newHistory(epochs, current);
    if (this.#running !== null) this.runs(this.#running);
    return true;
  }

  /** Takes over what other processes have done. */
  #hear({ turn, evidence, records }: FleetNews): void {
    for (const one of evidence) {
      this.#cache.add(one);
      if (one.epoch === this.#history.current.key && one.hasCompared) {
        this.#history.seenElsewhere(this.#now());
      }
    }
    if (turn !== null) this.#follow(turn);
    if (turn !== null || records.length > 0) this.#options.onNews?.(records);
  }

  #follow(turn: NonNullable<FleetNews['turn']>): void {
    const nowMs = this.#now();
    const before = this.#history.current;
    // Another process replaced a provisional epoch that it saw as empty. Unsaved comparisons of a known version must not
    // count for the version that it found, so their epoch begins again.
    const beginsAgain = (epoch: Epoch): boolean =>
      isProvisional(epoch) && epoch.version !== unknownVersion && this.#cache.isUnsaved(epoch);
    const { current, becomes, overtaken, gone, ...followed } = followTurn(
      this.#history,
      turn,
      beginsAgain,
    );
    let { epochs } = followed;
    for (const [key, epoch] of becomes) this.#cache.moveUnsavedTo(key, epoch, nowMs);
    if (overtaken !== null && isProvisional(overtaken) && this.#cache.isEmpty(overtaken, nowMs)) {
      this.#cache.moveTo(overtaken.key, current, nowMs);
      epochs = epochs.filter((epoch) => epoch !== overtaken);
    }
    for (const epoch of gone) {
      const isEmptyNow = epoch === before && this.#cache.isEmpty(epoch, nowMs);
      const isUnknown = epoch.version === unknownVersion && this.#cache.isUnsaved(epoch);
      if (isEmptyNow || isUnknown) this.#cache.moveUnsavedTo(epoch.key, current, nowMs);
    }
    this.#history.follow(epochs, current, nowMs);
    if (current !== before) {
      const details = { before: before.key, epoch: current.key };
      this.#options.log.info(details, 'another process has begun another epoch');
      const left = this.#cache.leave(before);
      if (left !== null) before.apart = spansApart(before, left);
    }
    this.#cache.keep(epochs, current);
  }

  #newHistory(epochs: readonly Epoch[], current?: Epoch): EpochHistory {
    const { returnAfter } = this.#options;
    const isEmpty = (epoch: Epoch): boolean => this.#cache.isEmpty(epoch, this.#now());
    const { candidate } = this.#moves;
    return new EpochHistory({
      epochs,
      current,
      returnAfter,
      isEmpty,
      candidate,
      nowMs: this.#now(),
    });
  }
}

/** Before the candidate's first answer, no evidence can be of another build. */
function hasAnswers({ routes }: Evidence): boolean {
  return [...routes.values()].some(({ compared, failed }) => compared > failed);
}
