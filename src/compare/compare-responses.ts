import type { ClocksConfig } from '../config/compare-schema.ts';
import type { Config } from '../config/schema.ts';
import type { Difference } from '../vocabulary/difference.ts';
import type { CapturedMessage, Exchange } from '../vocabulary/exchange.ts';
import type { PairExcuses } from '../vocabulary/excuses.ts';
import type { Identity } from '../vocabulary/identities.ts';
import type { PairTimes } from './clocks/same-moment.ts';
import { createClocks } from './clocks/clocks.ts';
import { type BodyComparing, compareBody } from './body/compare-body.ts';
import { addsGraphqlErrors, isGraphqlRequest } from './body/graphql-answer.ts';
import type { TypedBody } from './body/open-body.ts';
import { createDifferenceList, type DifferenceList } from './difference-list.ts';
import { reduceBodies } from './excuses/compare-modulo.ts';
import { isExplainedRange } from './excuses/range-field.ts';
import type { UsedExcuses } from './excuses/reduce-documents.ts';
import { expectedCountText, isExplainedCount, type Shortfall } from './excuses/totals.ts';
import { isEchoField } from './echo/exchange-field.ts';
import { compareField } from './headers/compare-field.ts';
import type { ComparedFields, FieldRules } from './headers/field-rules.ts';
import { grpcStatusFields, isDigest, isGrpcStatus } from './headers/trailer-fields.ts';
import {
  createHeaderContexts,
  type HeaderContext,
  type PairContents,
} from './headers/header-context.ts';
import { namingRedactor } from './identities/identity-spans.ts';

import { knowIdentities } from './identities/known-identities.ts';
import type { Redactor } from './redaction/redactor.ts';
import type { Worlds } from './walk-modulo.ts';
import { compileSecretPaths } from './redaction/secret-paths.ts';
import { createHeadReader, type HeadView } from './response-head.ts';
import type { JsonRules } from './rules/rule-book.ts';

/** What two responses to the same request came to. */
export interface ResponseComparison {
  readonly primaryStatus: number;
  readonly candidateStatus: number;
  /** The statuses are the same, or a rule accepts the candidate's. */
  readonly statusIsFine: boolean;
  readonly differences: DifferenceList;
  /** The candidate's answer in GraphQL has errors where primary's has none, under a status that says none. */
  readonly addsErrors: boolean;
}

/** What comparing the responses of an exchange depends on. */
type ComparedExchange = Pick<Exchange, 'sequence' | 'request' | 'response' | 'wallClockMs'>;

/** An exchange, the candidate's answer and the heads of both. */
interface TwoAnswers {
  readonly exchange: ComparedExchange;
  readonly answer: CapturedMessage;
  readonly left: HeadView;
  readonly right: HeadView;
}

/** What is left when excuses have been taken into account. */
export interface ModuloComparison {
  readonly differences: DifferenceList;
  readonly used: UsedExcuses;
}

/** Compares responses of one route. */
export interface ResponseComparer {
  /**
   * Compares primary's response in an exchange with the candidate's.
   *
   * @param known the identities in them, each side's for the same thing
   * @param times when either was made; null where that is not known
   */
  compare(
    exchange: ComparedExchange,
    candidate: CapturedMessage,
    known?: readonly Identity[],
    times?: PairTimes | null,
  ): ResponseComparison;
  /**
   * Compares two responses whose statuses are fine, of which {@link compare} found that they differ,
   * modulo excuses.
   *
   * @returns null where the excuses explain nothing
   */
  compareModulo(
    exchange: ComparedExchange,
    candidate: CapturedMessage,
    known: readonly Identity[],
    excuses: PairExcuses,
    times?: PairTimes | null,
  ): ModuloComparison | null;
}

/** Compressed bodies may come out larger than what is captured of plain ones. */
const decodedBytesMin = 16 * 1024 * 1024;

/** What the comparing of responses depends on, whatever their route. */
export type ResponseConfig = Pick<
  Config,
  'capture' | 'primary' | 'candidate' | 'secondary' | 'redact'
>;

/** How the responses of one route are compared. */
export interface ResponseRules {
  readonly headers: ComparedFields;
  readonly json: JsonRules;
  /** `own`: times count by the clock of their own deployment; `exact`: as they are. */
  readonly clocks: ClocksConfig;
}

/**
 * Makes what compares status, headers and body.
 *
 * @throws the JSONPath library's error when a path in the config is no JSONPath
 */
export function createResponseComparer(
  config: ResponseConfig,
  redactor: Redactor,
  { headers, json, clocks }: ResponseRules,
): ResponseComparer {
  const compared = headers.named.map(({ name }) => name);
  const read = [...compared, 'content-type', 'content-encoding', ...grpcStatusFields];
  const names = [...new Set(read)];
  const contentType = names.indexOf('content-type');
  const contentEncoding = names.indexOf('content-encoding');
  const readHead = createHeadReader(names, headers.patterns);
  const contextOf = createHeaderContexts(upstreamsOf(config));
  const clocksOf = clocks === 'exact' ? null : createClocks();
  const bodies: BodyComparing = {
    redactor,
    secretPaths: compileSecretPaths(config.redact.paths),
    rules: json,
    identities: null,
    clocks: null,
    decodedBytesMax: Math.max(decodedBytesMin, config.capture.bodyBytesMax),
  };

  function compareFields(
    { redactor, identities, clocks }: BodyComparing,
    { exchange, answer, left, right }: TwoAnswers,
    list: DifferenceList,
    aside: Shortfall | null = null,
  ): void {
    let context: HeaderContext | null = null;
    const compareValues = (
      rules: FieldRules,
      value: string | null,
      candidate: string | null,
    ): void => {
      const primary =
        aside !== null && value === candidate ? expectedCountText(rules.name, value, aside) : value;
      if (primary === candidate) return;
      if (primary === null && isEchoField(rules.name, candidate, exchange.sequence)) return;
      if (aside !== null && isExplainedCount(rules.name, primary, candidate, aside)) return;
      if (aside !== null && isExplainedRange(rules.name, primary, candidate, aside)) return;
      context ??= contextOf(
        exchange,
        contentsOf(left, right, exchange, answer, { identities, clocks }),
      );
      compareField(redactor, { rules, primary, candidate }, context, list);
    };
    for (const [index, rules] of headers.named.entries()) {
      if (isGrpcStatus(rules.name)) continue;
      compareValues(rules, left.values[index] ?? null, right.values[index] ?? null);
    }
    for (const name of namesIn(left.others, right.others)) {
      const rules = headers.byPattern(name);
      if (rules === null) continue;
      compareValues(rules, left.others?.get(name) ?? null, right.others?.get(name) ?? null);
    }
    const trailers = namesIn(left.trailers, right.trailers).filter((name) => !isGrpcStatus(name));
    for (const name of [...grpcStatusFields, ...trailers]) {
      const rules = headers.ofTrailer(name);
      if (rules === null) continue;
      if (isDigest(name) && Buffer.compare(exchange.response.body, answer.body) !== 0) continue;
      compareValues(rules, endValue(left, name), endValue(right, name));
    }
  }

  /** Of a field that stands in the trailers, or may. */
  function endValue({ values, trailers }: HeadView, name: string): string | null {
    const inHead = isGrpcStatus(name) ? (values[names.indexOf(name)] ?? null) : null;
    return trailers?.get(name) ?? inHead;
  }

  function contentsOf(
    left: HeadView,
    right: HeadView,
    { response }: ComparedExchange,
    answer: CapturedMessage,
    worlds: Worlds,
  ): PairContents {
    const hasBodies = response.body.byteLength > 0 && answer.body.byteLength > 0;
    return {
      ...worlds,
      codings: {
        primary: left.values[contentEncoding] ?? null,
        candidate: right.values[contentEncoding] ?? null,
      },
      textsCompared: hasBodies && json.bodyIgnoredBy.length === 0,
    };
  }

  function comparingIn(known: readonly Identity[], times: PairTimes | null): BodyComparing {
    const identities = knowIdentities(known);
    const clocks = times === null || clocksOf === null ? null : clocksOf(times);
    const { redactor } = bodies;
    const naming = identities === null ? redactor : namingRedactor(redactor, identities);
    return { ...bodies, identities, clocks, redactor: naming };
  }

  /** @param echoOf the exchange whose name was sent along; null of primary, which it is not sent to */
  function typedBody(bytes: Uint8Array, head: HeadView, echoOf: number | null): TypedBody {
    return {
      bytes,
      echoOf,
      contentType: head.values[contentType] ?? null,
      contentEncoding: head.values[contentEncoding] ?? null,
    };
  }

  return {
    compare(exchange, candidate, known = [], times = null) {
      const primary = exchange.response;
      const left = readHead(primary.head);
      const right = readHead(candidate.head);
      const [primaryStatus, candidateStatus] = [left.status, right.status];
      if (isSameHead(left, right) && Buffer.compare(primary.body, candidate.body) === 0) {
        return {
          primaryStatus,
          candidateStatus,
          statusIsFine: true,
          differences: noDifferences,
          addsErrors: false,
        };
      }
      const differences = createDifferenceList();
      const statusIsFine = compareStatus(json, primaryStatus, candidateStatus, differences);
      let addsErrors = false;
      if (!isPrimaryError(primaryStatus, candidateStatus)) {
        const comparing = comparingIn(known, times);
        compareFields(comparing, { exchange, answer: candidate, left, right }, differences);
        const ours = typedBody(primary.body, left, null);
        const theirs = typedBody(candidate.body, right, exchange.sequence);
        compareBody(comparing, ours, theirs, differences);
        addsErrors =
          differences.listed.length > 0 &&
          isSuccess(primaryStatus) &&
          isSuccess(candidateStatus) &&
          isGraphqlRequest(exchange.request, bodies.decodedBytesMax) &&
          addsGraphqlErrors(ours, theirs, bodies.decodedBytesMax);
      }
      return { primaryStatus, candidateStatus, statusIsFine, differences, addsErrors };
    },

    compareModulo(exchange, candidate, known, excuses, times = null) {
      const left = readHead(exchange.response.head);
      const right = readHead(candidate.head);
      const comparing = comparingIn(known, times);
      const reduced = reduceBodies(
        comparing,
        typedBody(exchange.response.body, left, null),
        typedBody(candidate.body, right, exchange.sequence),
        excuses,
      );
      if (reduced === null) return null;
      const differences = createDifferenceList();
      const answers = { exchange, answer: candidate, left, right };
      compareFields(comparing, answers, differences, reduced.rootList);
      reduced.compareInto(differences);
      return { differences, used: reduced.used };
    },
  };
}

function upstreamsOf({ primary, candidate, secondary }: ResponseConfig): readonly string[] {
  const both = [primary.url, candidate.url];
  return secondary?.kind === 'instance' ? [...both, secondary.url] : both;
}

/**
 * Primary failed where the candidate did not: legacy is wrong and the candidate right. The error
 * and the answer have nothing in common that could be compared.
 */
export function isPrimaryError(primaryStatus: number, candidateStatus: number): boolean {
  return primaryStatus >= 500 && candidateStatus > 0 && candidateStatus < 500;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Shared by all pairs that are the same byte for byte, which is most of them. */
export const noDifferences = createDifferenceList();

function isSameHead(primary: HeadView, candidate: HeadView): boolean {
  if (primary.status !== candidate.status) return false;
  for (let i = 0; i < primary.values.length; i += 1) {
    if (primary.values[i] !== candidate.values[i]) return false;
  }
  return (
    isSameFields(primary.others, candidate.others) &&
    isSameFields(primary.trailers, candidate.trailers)
  );
}

function isSameFields(primary: Others, candidate: Others): boolean {
  return namesIn(primary, candidate).every((name) => primary?.get(name) === candidate?.get(name));
}

type Others = HeadView['others'];

/** In an order that does not depend on which side is primary's. */
function namesIn(primary: Others, candidate: Others): readonly string[] {
  if (primary === null && candidate === null) return noNames;
  return [...new Set([...(primary?.keys() ?? []), ...(candidate?.keys() ?? [])])].sort();
}

const noNames: readonly string[] = [];

/** Returns whether the candidate's status is no difference. */
function compareStatus(
  rules: JsonRules,
  primary: number,
  candidate: number,
  list: DifferenceList,
): boolean {
  if (primary === candidate) return true;
  const describe = (): Difference => ({
    aspect: 'status',
    kind: 'changed',
    path: 'status',
    template: 'status',
    primary: String(primary),
    candidate: String(candidate),
    shape: null,
    distance: null,
    nature: null,
  });
  if (rules.acceptsStatus(primary, candidate, describe)) return true;
  list.add('status', describe);
  return false;
}
