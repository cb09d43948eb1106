import type { CapturedMessage } from '../../vocabulary/exchange.ts';
import { parseJson } from '../../vocabulary/parse-json.ts';
import { fieldValue, parseRequestHead } from '../../vocabulary/raw-head.ts';
import { memberAt } from '../../vocabulary/own-value.ts';
import { type OpenBody, openBody, readJson, type TypedBody } from './open-body.ts';

/** Whether a request is GraphQL: by its path, its type or its `query`. */
export function isGraphqlRequest(
  { head, body }: CapturedMessage,
  decodedBytesMax: number,
): boolean {
  const { target, fields } = parseRequestHead(head);
  const [path = '', query = ''] = target.split('?', 2);
  if (/\/(?:graphql|gql)(?:\/|$)/i.test(path)) return true;
  if (isOperation(new URLSearchParams(query).get('query'))) return true;
  const contentType = fieldValue(fields, 'content-type') ?? null;
  if (contentType?.toLowerCase().startsWith('application/graphql') === true) return true;
  if (body.byteLength === 0) return false;
  const contentEncoding = fieldValue(fields, 'content-encoding') ?? null;
  const { bytes } = openBody({ bytes: body, contentType, contentEncoding }, decodedBytesMax);
  return asList(valueIn(bytes)).some((asked) => isOperation(memberAt(asked, 'query')));
}

/**
 * Whether the candidate's answer to a GraphQL request has errors (GraphQL specification, section 7.1.2) and
 * primary's has none. In a batch, one such answer is enough.
 */
export function addsGraphqlErrors(
  primaryBody: TypedBody,
  candidateBody: TypedBody,
  decodedBytesMax: number,
): boolean {
  const candidate = answersIn(openBody(candidateBody, decodedBytesMax));
  if (candidate === null || !candidate.some(hasErrors)) return false;
  const primary = answersIn(openBody(primaryBody, decodedBytesMax));
  if (primary === null || primary.length !== candidate.length) return false;
  return candidate.some((answer, index) => hasErrors(answer) && !hasErrors(primary[index]));
}

/** Null if a body is neither a GraphQL answer nor a batch of them. */
function answersIn({ bytes, undecodable }: OpenBody): readonly unknown[] | null {
  if (undecodable !== null) return null;
  const answers = asList(readJson(bytes)?.value);
  return answers.length > 0 && answers.every(isAnswer) ? answers : null;
}

/** An answer has only these members; another member means another API. */
const answerMembers: ReadonlySet<string> = new Set(['data', 'errors', 'extensions']);

function isAnswer(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return (
    names.every((name) => answerMembers.has(name)) &&
    (names.includes('data') || names.includes('errors'))
  );
}

function hasErrors(answer: unknown): boolean {
  const errors = memberAt(answer, 'errors');
  return (
    Array.isArray(errors) &&
    errors.length > 0 &&
    errors.every((error) => typeof memberAt(error, 'message') === 'string')
  );
}

function isOperation(text: unknown): boolean {
  return typeof text === 'string' && text.includes('{');
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function valueIn(bytes: Uint8Array): unknown {
  try {
    return parseJson(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
