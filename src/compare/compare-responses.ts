import type { Config } from '../config/schema.ts';
import type { Difference } from '../vocabulary/difference.ts';
import type { CapturedMessage, Exchange } from '../vocabulary/exchange.ts';
import type { PairExcuses } from '../vocabulary/excuses.ts';
import type { Identity } from '../vocabulary/identities.ts';
import { type BodyComparing, compareBody } from './body/compare-body.ts';
import type { TypedBody } from './body/open-body.ts';
import { createDifferenceList, type DifferenceList } from './difference-list.ts';
import { reduceBodies } from './excuses/compare-modulo.ts';
import type { UsedExcuses } from './excuses/reduce-documents.ts';
import { expectedCountText, isExplainedCount, type Shortfall } from './excuses/totals.ts';
import { compareField } from './headers/compare-field.ts';
import type { FieldRules } from './headers/field-rules.ts';
import { createHeaderContexts, type HeaderContext } from './headers/header-context.ts';
import { namingRedactor } from './identities/identity-spans.ts';
import { type KnownIdentities, knowIdentities } from './identities/known-identities.ts';
import type { Redactor } from './redaction/redactor.ts';
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
}

/** What comparing the responses of an exchange depends on. */
type ComparedExchange = Pick<Exchange, 'request' | 'response' | 'wallClockMs'>;

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
   */
  compare(
    exchange: ComparedExchange,
    candidate: CapturedMessage,
    known?: readonly Identity[],
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
  /** Of the header fields that are compared, each once. */
  readonly headers: readonly FieldRules[];
  readonly json: JsonRules;
}

/**
 * Makes what compares status, headers and body.
 *
 * @throws the JSONPath library's error when a path in the config is no JSONPath
 */
export function createResponseComparer(
  config: ResponseConfig,
  redactor: Redactor,
  { headers, json }: ResponseRules,
): ResponseComparer {
  const compared = headers.map(({ name }) => name);
  const names = [...new Set([...compared, 'content-type', 'content-encoding'])];
  const contentType = names.indexOf('content-type');
  const contentEncoding = names.indexOf('content-encoding');
  const readHead = createHeadReader(names);
  const contextOf = createHeaderContexts(upstreamsOf(config));
  const bodies: BodyComparing = {
    redactor,
    secretPaths: compileSecretPaths(config.redact.paths),
    rules: json,
    identities: null,
    decodedBytesMax: Math.max(decodedBytesMin, config.capture.bodyBytesMax),
  };

  function compareFields(
    { redactor, identities }: BodyComparing,
    exchange: ComparedExchange,
    left: HeadView,
    right: HeadView,
    list: DifferenceList,
    aside: Shortfall | null = null,
  ): void {
    let context: HeaderContext | null = null;
    for (const [index, rules] of headers.entries()) {
      const value = left.values[index] ?? null;
      const candidate = right.values[index] ?? null;
      const primary =
        aside !== null && value === candidate ? expectedCountText(rules.name, value, aside) : value;
      if (primary === candidate) continue;
      if (aside !== null && isExplainedCount(rules.name, primary, candidate, aside)) continue;
      context ??= contextOf(exchange, identities);
      compareField(redactor, { rules, primary, candidate }, context, list);
    }
  }

  function typedBody(bytes: Uint8Array, head: HeadView): TypedBody {
    return {
      bytes,
      contentType: head.values[contentType] ?? null,
      contentEncoding: head.values[contentEncoding] ?? null,
    };
  }

  return {
    compare(exchange, candidate, known = []) {
      const primary = exchange.response;
      const left = readHead(primary.head);
      const right = readHead(candidate.head);
      const [primaryStatus, candidateStatus] = [left.status, right.status];
      if (isSameHead(left, right) && Buffer.compare(primary.body, candidate.body) === 0) {
        const differences = noDifferences;
        return { primaryStatus, candidateStatus, statusIsFine: true, differences };
      }
      const differences = createDifferenceList();
      const statusIsFine = compareStatus(json, primaryStatus, candidateStatus, differences);
      if (!isPrimaryError(primaryStatus, candidateStatus)) {
        const comparing = comparingModulo(bodies, knowIdentities(known));
        compareFields(comparing, exchange, left, right, differences);
        compareBody(
          comparing,
          typedBody(primary.body, left),
          typedBody(candidate.body, right),
          differences,
        );
      }
      return { primaryStatus, candidateStatus, statusIsFine, differences };
    },

    compareModulo(exchange, candidate, known, excuses) {
      const left = readHead(exchange.response.head);
      const right = readHead(candidate.head);
      const comparing = comparingModulo(bodies, knowIdentities(known));
      const reduced = reduceBodies(
        comparing,
        typedBody(exchange.response.body, left),
        typedBody(candidate.body, right),
        excuses,
      );
      if (reduced === null) return null;
      const differences = createDifferenceList();
      compareFields(comparing, exchange, left, right, differences, reduced.rootList);
      reduced.compareInto(differences);
      return { differences, used: reduced.used };
    },
  };
}

function upstreamsOf({ primary, candidate, secondary }: ResponseConfig): readonly string[] {
  const both = [primary.url, candidate.url];
  return secondary?.kind === 'instance' ? [...both, secondary.url] : both;
}

function comparingModulo(
  comparing: BodyComparing,
  identities: KnownIdentities | null,
): BodyComparing {
  if (identities === null) return comparing;
  return { ...comparing, identities, redactor: namingRedactor(comparing.redactor, identities) };
}

/**
 * Primary failed where the candidate did not: legacy is wrong and the candidate right. The error
 * and the answer have nothing in common that could be compared.
 */
export function isPrimaryError(primaryStatus: number, candidateStatus: number): boolean {
  return primaryStatus >= 500 && candidateStatus > 0 && candidateStatus < 500;
}

/** Shared by all pairs that are the same byte for byte, which is most of them. */
export const noDifferences = createDifferenceList();

function isSameHead(primary: HeadView, candidate: HeadView): boolean {
  if (primary.status !== candidate.status) return false;
  for (let i = 0; i < primary.values.length; i += 1) {
    if (primary.values[i] !== candidate.values[i]) return false;
  }
  return true;
}

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
