import type { CapturedMessage, Exchange } from '../vocabulary/exchange.ts';
import type { DifferenceList } from './difference-list.ts';
import type { Echo } from './echo/echoes.ts';
import type { ReducedBodies } from './excuses/compare-modulo.ts';
import { isExplainedRange } from './excuses/range-field.ts';
import { expectedCountText, isExplainedCount, type Shortfall } from './excuses/totals.ts';
import { compareField } from './headers/compare-field.ts';
import type { ComparedFields, FieldRules } from './headers/field-rules.ts';
import {
  createHeaderContexts,
  type HeaderContext,
  type PairContents,
} from './headers/header-context.ts';
import { grpcStatusFields, isDigest, isGrpcStatus } from './headers/trailer-fields.ts';
import type { Redactor } from './redaction/redactor.ts';
import { createHeadReader, type HeadView } from './response-head.ts';
import type { Worlds } from './walk-modulo.ts';

/** The parts of an exchange that the comparison of heads needs. */
export type ComparedExchange = Pick<Exchange, 'sequence' | 'request' | 'response' | 'wallClockMs'>;

/** An exchange, the candidate's answer, and the heads of both answers. */
interface TwoAnswers {
  readonly exchange: ComparedExchange;
  readonly answer: CapturedMessage;
  readonly left: HeadView;
  readonly right: HeadView;
  /** What the answer may repeat of an edited request. */
  readonly echo: Echo;
}

interface FieldsComparing extends Worlds {
  readonly redactor: Redactor;
}

/** Reads and compares the header and trailer fields of responses. */
export interface HeadComparer {
  read(head: Uint8Array): HeadView;
  /** Reads what the head says about the body. */
  contentOf(head: HeadView): {
    readonly contentType: string | null;
    readonly contentEncoding: string | null;
  };
  /**
   * @param modulo what the excuses explain in the bodies, and so in header fields that count; null if nothing
   */
  compareFields(
    comparing: FieldsComparing,
    answers: TwoAnswers,
    list: DifferenceList,
    modulo?: Pick<ReducedBodies, 'rootList' | 'totals'> | null,
  ): void;
}

/**
 * @param upstreams the deployments' origins
 * @param comparesBodies whether body differences count
 */
export function createHeadComparer(
  upstreams: readonly string[],
  fields: ComparedFields,
  comparesBodies: boolean,
): HeadComparer {
  const compared = fields.named.map(({ name }) => name);
  const names = [
    ...new Set([...compared, 'content-type', 'content-encoding', ...grpcStatusFields]),
  ];
  const contentType = names.indexOf('content-type');
  const contentEncoding = names.indexOf('content-encoding');
  const contextOf = createHeaderContexts(upstreams);

  /** The value of a trailer field. A gRPC status may also be in the head. */
  function endValue({ values, trailers }: HeadView, name: string): string | null {
    const inHead = isGrpcStatus(name) ? (values[names.indexOf(name)] ?? null) : null;
    return trailers?.get(name) ?? inHead;
  }

  function contentsOf(answers: TwoAnswers, worlds: Worlds): PairContents {
    const { exchange, answer, left, right, echo } = answers;
    const hasBodies = exchange.response.body.byteLength > 0 && answer.body.byteLength > 0;
    return {
      ...worlds,
      codings: {
        primary: left.values[contentEncoding] ?? null,
        candidate: right.values[contentEncoding] ?? null,
      },
      textsCompared: hasBodies && comparesBodies,
      restoredPath: echo.restoredPath,
    };
  }

  /** Visits each compared field that either answer has. */
  function visitFields(
    { exchange, answer, left, right }: TwoAnswers,
    visit: (rules: FieldRules, primary: string | null, candidate: string | null) => void,
  ): void {
    for (const [index, rules] of fields.named.entries()) {
      if (isGrpcStatus(rules.name)) continue;
      visit(rules, left.values[index] ?? null, right.values[index] ?? null);
    }
    for (const name of namesIn(left.others, right.others)) {
      const rules = fields.byPattern(name);
      if (rules === null) continue;
      visit(rules, left.others?.get(name) ?? null, right.others?.get(name) ?? null);
    }
    const trailers = namesIn(left.trailers, right.trailers).filter((name) => !isGrpcStatus(name));
    for (const name of [...grpcStatusFields, ...trailers]) {
      const rules = fields.ofTrailer(name);
      if (rules === null) continue;
      if (isDigest(name) && Buffer.compare(exchange.response.body, answer.body) !== 0) continue;
      visit(rules, endValue(left, name), endValue(right, name));
    }
  }

  return {
    read: createHeadReader(names, fields.patterns),
    contentOf: ({ values }) => ({
      contentType: values[contentType] ?? null,
      contentEncoding: values[contentEncoding] ?? null,
    }),
    compareFields({ redactor, identities, clocks, secrets }, answers, list, modulo = null) {
      const { exchange, echo } = answers;
      const aside = modulo?.rootList ?? null;
      let context: HeaderContext | null = null;
      visitFields(answers, (rules, value, candidate) => {
        const { name } = rules;
        const primary =
          aside !== null && value === candidate ? expectedCountText(name, value, aside) : value;
        if (primary === candidate) return;
        if (isExplainedEcho(echo, name, primary, candidate)) return;
        if (aside !== null && isExplained(name, primary, candidate, aside)) return;
        if (modulo?.totals.explainsHeader(name, value, candidate) === true) return;
        context ??= contextOf(exchange, contentsOf(answers, { identities, clocks, secrets }));
        compareField(redactor, { rules, primary, candidate }, context, list);
      });
    },
  };
}

/** A deployment that got an edited request may repeat the edit where primary repeats the client's value. */
function isExplainedEcho(
  echo: Echo,
  name: string,
  primary: string | null,
  candidate: string | null,
): boolean {
  if (candidate === null) return false;
  return primary === null
    ? echo.isAdded(name, candidate)
    : echo.inClientsValues(candidate) === primary;
}

function isExplained(
  name: string,
  primary: string | null,
  candidate: string | null,
  aside: Shortfall,
): boolean {
  return (
    isExplainedCount(name, primary, candidate, aside) ||
    isExplainedRange(name, primary, candidate, aside)
  );
}

/** Whether two heads are equal in all compared fields. */
export function isSameHead(primary: HeadView, candidate: HeadView): boolean {
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

/** Sorted, so that the order does not depend on which side is primary. */
function namesIn(primary: Others, candidate: Others): readonly string[] {
  if (primary === null && candidate === null) return noNames;
  return [...new Set([...(primary?.keys() ?? []), ...(candidate?.keys() ?? [])])].sort();
}

const noNames: readonly string[] = [];
