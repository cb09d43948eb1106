import type { ClocksConfig } from '../config/compare-schema.ts';
import type { Config } from '../config/schema.ts';
import type { CapturedMessage } from '../vocabulary/exchange.ts';
import type { PairExcuses } from '../vocabulary/excuses.ts';
import type { Identity } from '../vocabulary/identities.ts';
import { statusOf } from '../vocabulary/raw-head.ts';
import type { MirroredTo } from '../vocabulary/span-id.ts';
import { isSuccess } from '../vocabulary/status.ts';
import { httpOrigin, socketPathOf } from '../vocabulary/unix-socket.ts';
import { type BodyComparing, compareBody } from './body/compare-body.ts';
import { type BodiesRecord, recordBodies } from './body/record-bodies.ts';
import { addsGraphqlErrors, isGraphqlRequest } from './body/graphql-answer.ts';
import type { TypedBody } from './body/open-body.ts';
import { createClocks } from './clocks/clocks.ts';
import type { PairTimes } from './clocks/same-moment.ts';
import { type ComparedExchange, createHeadComparer, isSameHead } from './compare-heads.ts';
import { compareStatus, isPrimaryError } from './compare-status.ts';
import { createDifferenceList, type DifferenceList } from './difference-list.ts';
import { reduceBodies } from './excuses/compare-modulo.ts';
import { decodedBytesMaxOf } from './body/decoded-bytes.ts';
import type { Echo, Echoes } from './echo/echoes.ts';
import type { UsedExcuses } from './excuses/reduce-documents.ts';
import type { ComparedFields } from './headers/field-rules.ts';
import { namingRedactor } from './identities/identity-spans.ts';
import { knowIdentities } from './identities/known-identities.ts';
import type { ExchangeRedactors } from './redaction/exchange-redactor.ts';
import type { Redactor } from './redaction/redactor.ts';
import { createRecordedSecrets } from './recorded-secrets.ts';
import { compileSecretPaths } from './redaction/secret-paths.ts';
import type { HeadView } from './response-head.ts';
import type { JsonRules } from './rules/rule-book.ts';
import type { Worlds } from './walk-modulo.ts';

/** The result of comparing two responses to one request. */
export interface ResponseComparison {
  readonly primaryStatus: number;
  readonly candidateStatus: number;
  /** The statuses are equal, or a rule accepts the candidate's. */
  readonly statusIsFine: boolean;
  readonly differences: DifferenceList;
  /** Both answered 2xx, and only the candidate's GraphQL answer has errors. */
  readonly addsErrors: boolean;
}

/** What still differs after excuses are applied. */
export interface ModuloComparison {
  readonly differences: DifferenceList;
  readonly used: UsedExcuses;
}

/** Compares responses of one route. */
export interface ResponseComparer {
  /**
   * Compares primary's response in an exchange with the candidate's, or the secondary's.
   *
   * @param known the identities in both responses, paired by thing
   * @param times when each was answered; null if unknown
   * @param of which deployment sent the second response
   */
  compare(
    exchange: ComparedExchange,
    candidate: CapturedMessage,
    known?: readonly Identity[],
    times?: PairTimes | null,
    of?: MirroredTo,
  ): ResponseComparison;
  /**
   * Compares two responses modulo excuses. {@link compare} has already found that they differ, but not in
   * their statuses.
   *
   * @returns null if the excuses explain nothing
   */
  compareModulo(
    exchange: ComparedExchange,
    candidate: CapturedMessage,
    known: readonly Identity[],
    excuses: PairExcuses,
    times?: PairTimes | null,
  ): ModuloComparison | null;
  /** Compares the bodies again and records the finding at each path, for the page of the exchange. */
  record(
    exchange: ComparedExchange,
    candidate: CapturedMessage,
    known: readonly Identity[],
    excuses: PairExcuses,
    times?: PairTimes | null,
  ): BodiesRecord;
}

/** The part of the config that every response comparison depends on. */
export type ResponseConfig = Pick<
  Config,
  'capture' | 'primary' | 'candidate' | 'secondary' | 'redact' | 'tracing'
>;

/** Facts about exchanges that do not depend on the route. */
export interface Exchanges {
  readonly redactors: ExchangeRedactors;
  readonly echoes: Echoes;
  /**
   * Called with the number of values that the recording of an answer has placeholders for; null if primary's
   * answers are not recorded ones.
   */
  readonly onNotRecorded: ((values: number) => void) | null;
}

/** How the responses of one route are compared. */
export interface ResponseRules {
  readonly headers: ComparedFields;
  readonly json: JsonRules;
  /**
   * `own`: each time is measured by the clock of its own deployment; `exact`: times are compared as written.
   */
  readonly clocks: ClocksConfig;
}

/**
 * Creates a comparer of status, headers and body.
 *
 * @throws the JSONPath library's error if a path in the config is not a valid JSONPath
 */
export function createResponseComparer(
  config: ResponseConfig,
  { redactors, echoes, onNotRecorded }: Exchanges,
  { headers, json, clocks }: ResponseRules,
): ResponseComparer {
  const heads = createHeadComparer(upstreamsOf(config), headers, json.bodyIgnoredBy.length === 0);
  const clocksOf = clocks === 'exact' ? null : createClocks();
  const bodies: Omit<BodyComparing, 'redactor'> = {
    secretPaths: compileSecretPaths(config.redact.paths),
    rules: json,
    identities: null,
    clocks: null,
    secrets: null,
    decodedBytesMax: decodedBytesMaxOf(config),
  };

  function comparingIn(
    exchange: ComparedExchange,
    answer: CapturedMessage,
    known: readonly Identity[],
    times: PairTimes | null,
  ): { readonly heads: Worlds & { readonly redactor: Redactor }; readonly bodies: BodyComparing } {
    const identities = knowIdentities(known);
    const clocks = times === null || clocksOf === null ? null : clocksOf(times);
    const secrets = onNotRecorded === null ? null : createRecordedSecrets();
    const own = redactors(exchange, answer);
    const naming = (redactor: Redactor): Redactor =>
      identities === null ? redactor : namingRedactor(redactor, identities);
    return {
      heads: { identities, clocks, secrets, redactor: naming(own.redactor) },
      bodies: { ...bodies, identities, clocks, secrets, redactor: naming(own.bodies) },
    };
  }

  /** @param echo null for primary, which gets what the client sent */
  function typedBody(bytes: Uint8Array, head: HeadView, echo: Echo | null): TypedBody {
    return { bytes, echo, ...heads.contentOf(head) };
  }

  return {
    compare(exchange, candidate, known = [], times = null, of = 'candidate') {
      const primary = exchange.response;
      if (isSameBytes(primary, candidate)) return sameAnswer(statusOf(primary.head));
      const left = heads.read(primary.head);
      const right = heads.read(candidate.head);
      const [primaryStatus, candidateStatus] = [left.status, right.status];
      if (isSameHead(left, right) && Buffer.compare(primary.body, candidate.body) === 0) {
        return sameAnswer(primaryStatus);
      }
      const differences = createDifferenceList();
      const statusIsFine = compareStatus(json, primaryStatus, candidateStatus, differences);
      let addsErrors = false;
      if (!isPrimaryError(primaryStatus, candidateStatus)) {
        const comparing = comparingIn(exchange, candidate, known, times);
        const echo = echoes(exchange, of);
        heads.compareFields(
          comparing.heads,
          { exchange, answer: candidate, left, right, echo },
          differences,
        );
        const ours = typedBody(primary.body, left, null);
        const theirs = typedBody(candidate.body, right, echo);
        compareBody(comparing.bodies, ours, theirs, differences);
        const notRecorded = comparing.heads.secrets?.notCompared ?? 0;
        if (of === 'candidate' && notRecorded > 0) onNotRecorded?.(notRecorded);
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
      const left = heads.read(exchange.response.head);
      const right = heads.read(candidate.head);
      const comparing = comparingIn(exchange, candidate, known, times);
      const echo = echoes(exchange, 'candidate');
      const reduced = reduceBodies(
        comparing.bodies,
        typedBody(exchange.response.body, left, null),
        typedBody(candidate.body, right, echo),
        excuses,
      );
      if (reduced === null) return null;
      const differences = createDifferenceList();
      const answers = { exchange, answer: candidate, left, right, echo };
      heads.compareFields(comparing.heads, answers, differences, reduced);
      reduced.compareInto(differences);
      const used = reduced.used();
      const isUsed = used.things.length > 0 || used.reordered || used.totals;
      return isUsed ? { differences, used } : null;
    },

    record(exchange, candidate, known, excuses, times = null) {
      const [left, right] = [heads.read(exchange.response.head), heads.read(candidate.head)];
      return recordBodies(comparingIn(exchange, candidate, known, times).bodies, {
        primary: typedBody(exchange.response.body, left, null),
        candidate: typedBody(candidate.body, right, echoes(exchange, 'candidate')),
        excuses,
      });
    },
  };
}

function upstreamsOf({ primary, candidate, secondary }: ResponseConfig): readonly string[] {
  const all = [primary, candidate, ...(secondary?.kind === 'instance' ? [secondary] : [])];
  // A deployment on a Unix socket has an origin of its own only if it gets its own Host field.
  const named = all.filter(
    ({ url, hostHeader }) => socketPathOf(url) === null || hostHeader === 'upstream',
  );
  return named.map(({ url }) => httpOrigin(url));
}

function isSameBytes(primary: CapturedMessage, candidate: CapturedMessage): boolean {
  return (
    Buffer.compare(primary.head, candidate.head) === 0 &&
    Buffer.compare(primary.body, candidate.body) === 0
  );
}

function sameAnswer(status: number): ResponseComparison {
  return {
    primaryStatus: status,
    candidateStatus: status,
    statusIsFine: true,
    differences: noDifferences,
    addsErrors: false,
  };
}

/** Shared by all pairs that are equal byte for byte, which most are. */
export const noDifferences = createDifferenceList();
