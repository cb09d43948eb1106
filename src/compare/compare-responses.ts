import type { Config } from '../config/schema.ts';
import type { CapturedMessage } from '../vocabulary/exchange.ts';
import { type BodyComparing, compareBody } from './body/compare-body.ts';
import type { TypedBody } from './body/open-body.ts';
import { createDifferenceList, type DifferenceList } from './difference-list.ts';
import { describeHeader, isSameField } from './headers.ts';
import type { Redactor } from './redaction/redactor.ts';
import { createHeadReader, type HeadView } from './response-head.ts';
import { compileIgnoreRules } from './rules/ignore-rules.ts';

/** What two responses to the same request came to. */
export interface ResponseComparison {
  readonly primaryStatus: number;
  readonly candidateStatus: number;
  readonly differences: DifferenceList;
}

/** Compressed bodies may come out larger than what is captured of plain ones. */
const decodedBytesMin = 16 * 1024 * 1024;

/**
 * Makes the function that compares status, headers and body.
 *
 * @throws the JSONPath library's error when a path in the config is no JSONPath
 */
export function createResponseComparer(
  config: Pick<Config, 'compare' | 'capture'>,
  redactor: Redactor,
): (primary: CapturedMessage, candidate: CapturedMessage) => ResponseComparison {
  const compared = [...new Set(config.compare.headers)];
  const names = [...new Set([...compared, 'content-type', 'content-encoding'])];
  const contentType = names.indexOf('content-type');
  const contentEncoding = names.indexOf('content-encoding');
  const readHead = createHeadReader(names);
  const bodies: BodyComparing = {
    redactor,
    ignore: compileIgnoreRules(config.compare.ignore),
    decodedBytesMax: Math.max(decodedBytesMin, config.capture.bodyBytesMax),
  };

  function compareFields(primary: HeadView, candidate: HeadView, list: DifferenceList): void {
    for (const [index, name] of compared.entries()) {
      const left = primary.values[index] ?? null;
      const right = candidate.values[index] ?? null;
      if (isSameField(name, left, right)) continue;
      list.add(name, () => describeHeader(redactor, name, left, right));
    }
  }

  function typedBody(bytes: Uint8Array, head: HeadView): TypedBody {
    return {
      bytes,
      contentType: head.values[contentType] ?? null,
      contentEncoding: head.values[contentEncoding] ?? null,
    };
  }

  return (primary, candidate) => {
    const left = readHead(primary.head);
    const right = readHead(candidate.head);
    const [primaryStatus, candidateStatus] = [left.status, right.status];
    if (isSameHead(left, right) && Buffer.compare(primary.body, candidate.body) === 0) {
      return { primaryStatus, candidateStatus, differences: noDifferences };
    }
    const differences = createDifferenceList();
    compareStatus(primaryStatus, candidateStatus, differences);
    compareFields(left, right, differences);
    const primaryBody = typedBody(primary.body, left);
    const candidateBody = typedBody(candidate.body, right);
    compareBody(bodies, primaryBody, candidateBody, differences);
    return { primaryStatus, candidateStatus, differences };
  };
}

/** Shared by all pairs that are the same byte for byte, which is most of them. */
const noDifferences = createDifferenceList();

function isSameHead(primary: HeadView, candidate: HeadView): boolean {
  if (primary.status !== candidate.status) return false;
  for (let i = 0; i < primary.values.length; i += 1) {
    if (primary.values[i] !== candidate.values[i]) return false;
  }
  return true;
}

function compareStatus(primary: number, candidate: number, list: DifferenceList): void {
  if (primary === candidate) return;
  list.add('status', () => ({
    aspect: 'status',
    kind: 'changed',
    path: 'status',
    template: 'status',
    primary: String(primary),
    candidate: String(candidate),
  }));
}
