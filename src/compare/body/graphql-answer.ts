import type { CapturedMessage } from '../../vocabulary/exchange.ts';
import { parseJson } from '../../vocabulary/parse-json.ts';
import { fieldValue, parseRequestHead } from '../../vocabulary/raw-head.ts';
import { type OpenBody, openBody, readJson, type TypedBody } from './open-body.ts';

/** Whether a request asks in GraphQL: by its path, or by what it asks. */
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
  return asList(valueIn(bytes)).some((asked) => isOperation(memberOf(asked, 'query')));
}

/**
 * Whether the candidate's answer to a GraphQL request has errors (GraphQL specification, section 7.1.2)
 * where primary's has none; in a batch, whether one of its answers has.
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

/** Null for what is no answer, or batch of answers, of GraphQL. */
function answersIn({ bytes, undecodable }: OpenBody): readonly unknown[] | null {
  if (undecodable !== null) return null;
  const answers = asList(readJson(bytes)?.value);
  return answers.length > 0 && answers.every(isAnswer) ? answers : null;
}

/** An answer has these members alone: what has others is of another API. */
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
  const errors = memberOf(answer, 'errors');
  return (
    Array.isArray(errors) &&
    errors.length > 0 &&
    errors.every((error) => typeof memberOf(error, 'message') === 'string')
  );
}

function isOperation(text: unknown): boolean {
  return typeof text === 'string' && text.includes('{');
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
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
