import { type Answer, type Comparison, type Outcome, outcomes } from '../vocabulary/comparison.ts';
import { type Aspect, aspects } from '../vocabulary/difference.ts';
import { noSlack } from '../vocabulary/time-slack.ts';
import { type CountedAs, countedAs } from './counted-as.ts';
import { FieldCounts } from './field-counts.ts';
import { LatencyDistribution } from './latency-distribution.ts';
import { MinuteSeries } from './minute-series.ts';
import { StatusMatrix } from './status-matrix.ts';

/** The deployments whose response times are compared. */
export const deployments = ['primary', 'candidate', 'secondary'] as const;

export type Deployment = (typeof deployments)[number];

/** What an exchange counts as if it was not compared for a reason. */
type NotCompared = Extract<CountedAs, { readonly reason: string }>['kind'];

/** All counts of one route: plain numbers, so that counting is cheap. */
export class RouteCounts {
  readonly route: string;
  /** By the config under which the latest exchange began. */
  area: string;
  readonly outcomes: Record<Outcome, number> = zeros(outcomes);
  /** Exchanges that were compared. */
  compared = 0;
  /** Of those, the mismatches, including exchanges without a whole answer from the candidate. */
  mismatched = 0;
  /** Exchanges that were not compared, by reason; see `countedAs`. */
  readonly notCompared: Readonly<Record<NotCompared, Map<string, number>>> = {
    excused: new Map(),
    lost: new Map(),
    left_out: new Map(),
  };
  /** Mismatching exchanges by aspect; one that differs in two aspects counts in both. */
  readonly mismatches: Record<Aspect, number> = zeros(aspects);
  readonly fields = new FieldCounts();
  readonly statuses = new StatusMatrix();
  readonly minutes = new MinuteSeries();
  readonly latency: Readonly<Record<Deployment, LatencyDistribution>> = {
    primary: new LatencyDistribution(),
    candidate: new LatencyDistribution(),
    secondary: new LatencyDistribution(),
  };

  /** Answered exchanges that are not in `latency`, by the first deployment whose time is not known. */
  readonly untimed: Record<Deployment, number> = zeros(deployments);

  /** How much shorter the times may have been, in milliseconds, in total. */
  readonly slackMs = { primary: 0, candidate: 0 };

  /** Of event streams; null until there is one. */
  streams: Readonly<Record<Deployment, StreamCounts>> | null = null;

  constructor(route: string, area: string) {
    this.route = route;
    this.area = area;
  }

  /** Exchanges that primary answered on this route, compared or not. */
  get exchanges(): number {
    return outcomes.reduce((sum, outcome) => sum + this.outcomes[outcome], 0);
  }

  /** @param atMs its time by the steady clock */
  add(comparison: Comparison, atMs: number): void {
    const { outcome, primary, candidate } = comparison;
    this.outcomes[outcome] += 1;
    if (outcome !== 'skipped') this.statuses.add(primary.status, candidate?.status ?? 0);
    const counted = countedAs(comparison);
    if (counted.kind === 'compared') this.#addCompared(comparison, counted, atMs);
    else if (counted.kind !== 'primary_error') {
      const reasons = this.notCompared[counted.kind];
      reasons.set(counted.reason, (reasons.get(counted.reason) ?? 0) + 1);
    }
  }

  #addCompared(
    comparison: Comparison,
    { isMismatch, isAnswered }: Extract<CountedAs, { kind: 'compared' }>,
    atMs: number,
  ): void {
    this.compared += 1;
    if (isMismatch) this.mismatched += 1;
    this.minutes.add(atMs, isMismatch);
    if (!isAnswered) return;
    if (isMismatch) this.#addDifferences(comparison);
    this.#addLatency(comparison);
    this.#addStream(comparison);
  }

  #addDifferences({ differences, sequence }: Comparison): void {
    const differing = { status: false, header: false, body: false };
    for (const difference of differences) {
      differing[difference.aspect] = true;
      this.fields.add(difference, sequence);
    }
    for (const aspect of aspects) if (differing[aspect]) this.mismatches[aspect] += 1;
  }

  /**
   * Only exchanges with the times of all sides, so that the distributions are of the same traffic. A secondary
   * that gets only some exchanges covers a part of it.
   */
  #addLatency({ primary, candidate, secondary }: Comparison): void {
    const asked = secondary?.answer ?? null;
    const [primaryMs, candidateMs] = [likelyTotalMs(primary), likelyTotalMs(candidate)];
    if (primaryMs === null || candidateMs === null) {
      this.untimed[primaryMs === null ? 'primary' : 'candidate'] += 1;
      return;
    }
    if (asked !== null) {
      const secondaryMs = likelyTotalMs(asked);
      if (secondaryMs === null) {
        this.untimed.secondary += 1;
        return;
      }
      this.latency.secondary.record(secondaryMs);
    }
    this.latency.primary.record(primaryMs);
    this.latency.candidate.record(candidateMs);
    this.slackMs.primary += primary.slack?.totalMs ?? 0;
    this.slackMs.candidate += candidate?.slack?.totalMs ?? 0;
  }

  /** Only if both sides were streams. */
  #addStream({ primary, candidate, secondary }: Comparison): void {
    if (primary.stream === null || candidate === null || candidate.stream === null) return;
    this.streams ??= {
      primary: newStreamCounts(),
      candidate: newStreamCounts(),
      secondary: newStreamCounts(),
    };
    addTimes(this.streams.primary, primary);
    addTimes(this.streams.candidate, candidate);
    addTimes(this.streams.secondary, secondary?.answer ?? null);
  }
}

/** The middle of the interval in which the total time lies; null if that time is not known. */
function likelyTotalMs(answer: Answer | null): number | null {
  if (answer === null || answer.totalMs === null) return null;
  return answer.totalMs - (answer.slack?.totalMs ?? 0) / 2;
}

/** The times of the event streams of one deployment. */
export interface StreamCounts {
  readonly firstEvent: LatencyDistribution;
  readonly largestGap: LatencyDistribution;
}

function newStreamCounts(): StreamCounts {
  return { firstEvent: new LatencyDistribution(), largestGap: new LatencyDistribution() };
}

/** The middles of the intervals in which the times of a stream lie. */
function addTimes(counts: StreamCounts, answer: Answer | null): void {
  const { firstEventMs = null, largestGapMs = null } = answer?.stream ?? {};
  const { firstMs, gapMs } = answer?.slack ?? noSlack;
  if (firstEventMs !== null) counts.firstEvent.record(firstEventMs - firstMs / 2);
  if (largestGapMs !== null) counts.largestGap.record(largestGapMs - gapMs / 2);
}

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}
