import type { RouteLabels } from '../config/route-labels.ts';
import { createRouteTable } from '../config/route-table.ts';
import type { Config } from '../config/schema.ts';
import type { Answer, Comparison, Outcome, SecondaryComparison } from '../vocabulary/comparison.ts';
import type { Difference } from '../vocabulary/difference.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import type { Leg, Pair } from '../vocabulary/pair.ts';
import type { LagRecord } from '../vocabulary/lag-record.ts';
import { spanOfLeg, spanOfPrimary } from '../vocabulary/span.ts';
import { noExcuses } from '../vocabulary/excuses.ts';
import type { PairTimes } from './clocks/same-moment.ts';
import { noSlack } from '../vocabulary/time-slack.ts';
import type { BodiesRecord } from './body/record-bodies.ts';
import { createVersionReader } from './candidate-version.ts';
import {
  noDifferences,
  type ResponseComparison,
  type ResponseConfig,
} from './compare-responses.ts';
import { isPrimaryError } from './compare-status.ts';
import { createEchoes } from './echo/echoes.ts';
import { explainMismatch } from './excuses/explain-mismatch.ts';
import type { DifferenceList } from './difference-list.ts';
import { createReadings } from './readings/read-readings.ts';
import { createExchangeRedactors, type ExchangeRedactors } from './redaction/exchange-redactor.ts';
import type { Redactor } from './redaction/redactor.ts';
import { createRouteLabels } from './redaction/route-label.ts';
import { statusOf } from '../vocabulary/raw-head.ts';
import { parseRequestLine } from './request-line.ts';
import { createRouteComparers } from './route-comparers.ts';
import { type RuleUse, unwatched } from './rules/rule-book.ts';
import { streamTimes } from './stream-times.ts';

/** Turns pairs into comparisons. Both functions are pure except for caches. */
export interface PairComparer {
  /** Compares the captured pair. The result is redacted. */
  compare(pair: Pair): Comparison;
  /** The outcome of a pair on which {@link compare} threw. The fault is ours, so the pair is not a match. */
  giveUp(pair: Pair): Comparison;
  /** The findings at each path of the bodies, for the page of the exchange; null without two answers. */
  record(pair: Pair): BodiesRecord | null;
}

/** The result of a comparison, without the identity of its exchange. */
interface Finding {
  readonly outcome: Outcome;
  readonly reason: string;
  readonly primaryStatus: number;
  readonly candidate: Answer | null;
  readonly differences: readonly Difference[];
  readonly truncated: boolean;
  readonly cascadeOf: number | null;
  readonly hint: number | null;
  readonly addsErrors: boolean;
}

type AnsweredLeg = Extract<Leg, { kind: 'answered' }>;

/** The mirror lag of the exchanges; null if the deployment shares primary's state. */
export interface Lags {
  readonly candidate: LagRecord | null;
  readonly secondary: LagRecord | null;
}

export const noLags: Lags = { candidate: null, secondary: null };

export interface PairComparerOptions {
  readonly use?: RuleUse;
  readonly lags?: Lags;
  /** The name of this process, as in the ids of its exchanges. */
  readonly instance?: string;
  /** Shared with the other users, so that each exchange is searched for secrets once. */
  readonly redactors?: ExchangeRedactors;
  /** In a replay of recorded answers: called with the number of values that have placeholders in one. */
  readonly onNotRecorded?: ((values: number) => void) | null;
}

/** @throws the JSONPath library's error if a path in the config is not a valid JSONPath */
export function createPairComparer(
  config: Pick<Config, 'routes' | 'routesMax' | 'compare' | 'gate'> & ResponseConfig,
  redactor: Redactor,
  {
    use = unwatched,
    lags = noLags,
    instance = '',
    redactors = createExchangeRedactors(config, redactor),
    onNotRecorded = null,
  }: PairComparerOptions = {},
): PairComparer {
  const routes = createRouteTable(config);
  const routeLabel = createRouteLabels(redactor);
  const exchanges = { redactors, echoes: createEchoes(config, instance), onNotRecorded };
  const comparerOf = createRouteComparers(config, exchanges, use);
  const versionOf = createVersionReader(config);
  const readingsOf = createReadings(config, redactor);

  function labelsOf({ exchange, pathIdentities, operation }: Pair): RouteLabels {
    const { method, target } = parseRequestLine(exchange.request.head);
    return routes.routeOf(method, target, pathIdentities, operation);
  }

  function toComparison(
    pair: Pair,
    labels: RouteLabels,
    finding: Finding,
    secondary: SecondaryComparison | null,
  ): Comparison {
    const { exchange, identities } = pair;
    return {
      sequence: exchange.sequence,
      revision: exchange.revision,
      tenure: exchange.tenure,
      wallClockMs: exchange.wallClockMs,
      route: routeLabel(labels.route),
      area: labels.area,
      outcome: finding.outcome,
      reason: finding.reason,
      primary: primaryAnswer(exchange, finding.primaryStatus),
      candidate: finding.candidate,
      differences: finding.differences,
      truncated: finding.truncated,
      secondary,
      candidateVersion: versionOf(pair),
      translated: identities.translated,
      cascadeOf: finding.cascadeOf,
      hint: finding.hint,
      addsErrors: finding.addsErrors,
      readings: isCompared(finding) ? readingsOf(pair, labels) : [],
      specimen: null,
    };
  }

  function find(pair: Pair, route: string): Finding {
    const { exchange, candidate: leg, identities, excuses } = pair;
    if (leg.kind === 'unsent') return without(exchange, 'skipped', leg.reason);
    if (leg.kind === 'failed') {
      return { ...without(exchange, 'candidate_error', leg.failure), hint: excuses.hint };
    }
    const comparer = comparerOf(route);
    const times = timesOf(exchange, leg, lags.candidate);
    const found = comparer.compare(exchange, leg.response, identities.known, times);
    const outcome = outcomeOf(found);
    if (outcome !== 'mismatch' || excuses === noExcuses) {
      return findingOf(leg, found, outcome, found.differences);
    }
    const explained = explainMismatch(found, excuses, noDifferences, () =>
      comparer.compareModulo(exchange, leg.response, identities.known, excuses, times),
    );
    const { reason, cascadeOf, hint } = explained;
    return {
      ...findingOf(leg, found, explained.outcome, explained.differences),
      reason,
      cascadeOf,
      hint,
    };
  }

  /** Compares primary with the secondary, to find noise. */
  function findNoise(
    { exchange, secondary: leg, secondaryIdentities: { known } }: Pair,
    route: string,
  ): SecondaryComparison | null {
    if (leg === null) return null;
    if (leg.kind === 'unsent') return leg.reason === 'compare_budget' ? lost : null;
    if (leg.kind === 'failed') return unanswered;
    const { candidateStatus, differences } = comparerOf(route).compare(
      exchange,
      leg.response,
      known,
      timesOf(exchange, leg, lags.secondary),
      'secondary',
    );
    return {
      answer: answerOf(leg, candidateStatus),
      differences: differences.listed,
      truncated: differences.truncated,
    };
  }

  return {
    compare(pair) {
      const labels = labelsOf(pair);
      const finding = find(pair, labels.route);
      return toComparison(pair, labels, finding, findNoise(pair, labels.route));
    },
    record(pair) {
      const { exchange, candidate: leg, identities, excuses } = pair;
      if (leg.kind !== 'answered') return null;
      const times = timesOf(exchange, leg, lags.candidate);
      const comparer = comparerOf(labelsOf(pair).route);
      return comparer.record(exchange, leg.response, identities.known, excuses, times);
    },
    giveUp: (pair) =>
      toComparison(
        pair,
        labelsOf(pair),
        without(pair.exchange, 'skipped', 'comparison_failed'),
        null,
      ),
  };
}

function timesOf(exchange: Exchange, leg: AnsweredLeg, lags: LagRecord | null): PairTimes {
  return { primary: spanOfPrimary(exchange), candidate: spanOfLeg(leg), lags };
}

const unanswered: SecondaryComparison = { answer: null, differences: [], truncated: false };
const lost: SecondaryComparison = { ...unanswered, isLost: true };

/** Excused, lost or unanswered exchanges may have done different work, so their times are not compared. */
function isCompared({ outcome, candidate }: Finding): boolean {
  return candidate !== null && (outcome === 'match' || outcome === 'mismatch');
}

function outcomeOf(found: ResponseComparison): Outcome {
  const { primaryStatus, candidateStatus, differences } = found;
  if (isPrimaryError(primaryStatus, candidateStatus)) return 'primary_error';
  return differences.listed.length === 0 && !differences.truncated ? 'match' : 'mismatch';
}

function findingOf(
  leg: AnsweredLeg,
  found: ResponseComparison,
  outcome: Outcome,
  { listed, truncated, truncatedBy }: DifferenceList,
): Finding {
  return {
    outcome,
    reason: truncatedBy,
    primaryStatus: found.primaryStatus,
    candidate: answerOf(leg, found.candidateStatus),
    differences: listed,
    truncated,
    cascadeOf: null,
    hint: null,
    addsErrors: found.addsErrors,
  };
}

function without(exchange: Exchange, outcome: Outcome, reason: string): Finding {
  return {
    outcome,
    reason,
    primaryStatus: statusOf(exchange.response.head),
    candidate: null,
    differences: [],
    truncated: false,
    cascadeOf: null,
    hint: null,
    addsErrors: false,
  };
}

function answerOf(leg: AnsweredLeg, status: number): Answer {
  const { response, firstByteMs, totalMs, firstPayloadMs, largestGapMs, slack = noSlack } = leg;
  const times = { firstEventMs: firstPayloadMs, largestGapMs };
  return {
    status,
    firstByteMs,
    totalMs,
    bodyBytes: response.body.byteLength,
    stream: streamTimes(response.head, times),
    slack,
  };
}

function primaryAnswer(exchange: Exchange, status: number): Answer {
  const { sentAt, firstByteAt, firstPayloadAt, largestGapMs, endedAt, paused, response } = exchange;
  const { slack = noSlack } = exchange;
  return {
    status,
    firstByteMs: elapsed(sentAt, firstByteAt),
    totalMs: paused ? null : elapsed(sentAt, endedAt),
    bodyBytes: response.body.byteLength,
    stream: streamTimes(response.head, {
      firstEventMs: elapsed(sentAt, firstPayloadAt),
      largestGapMs: paused || Number.isNaN(largestGapMs) ? null : largestGapMs,
    }),
    slack,
  };
}

/**
 * Null if the answer began before the request was sent completely, or never came: there is no time to
 * compare.
 */
function elapsed(from: number, to: number): number | null {
  return to >= from ? to - from : null;
}
