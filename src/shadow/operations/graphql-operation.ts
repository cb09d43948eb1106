import { OperationTypeNode } from 'graphql/language/ast.js';
import { hashedName, operationNameOf, otherOperation } from '../../vocabulary/operation-name.ts';
import { fieldValue } from '../../vocabulary/raw-head.ts';
import { isMembers, type Members } from '../identity/reading/json-scalars.ts';
import { chosenOperation, type ReadGraphqlDocument } from './graphql-document.ts';
import {
  type AskedOperation,
  type Operation,
  operationOfBatch,
  unknownOperation,
} from './operation.ts';
import { type SentRequest, unambiguousJsonIn } from './sent-request.ts';

/** Names operations as GraphQL over HTTP sends them, with batches and persisted documents. */
export function graphqlOperation(
  request: SentRequest,
  readDocument: ReadGraphqlDocument,
): Operation {
  const { method, target } = request.head;
  const queryAt = target.indexOf('?');
  const parameters = new URLSearchParams(queryAt === -1 ? '' : target.slice(queryAt + 1));
  const asked = (sent: unknown): AskedOperation => askedBy(sent, readDocument);
  if (method === 'GET' || method === 'HEAD') {
    return operationOfBatch([parametersAsSent(parameters)], asked);
  }
  const sent = sentIn(request);
  const batch: readonly unknown[] = Array.isArray(sent) ? sent : [sent];
  // Servers differ in which of the two they use.
  return batch.some((one) => isContradicted(one, parameters))
    ? unknownOperation
    : operationOfBatch(batch, asked);
}

const unknown: AskedOperation = { name: otherOperation, isSafe: null };

function askedBy(sent: unknown, readDocument: ReadGraphqlDocument): AskedOperation {
  if (!isMembers(sent)) return unknown;
  const { query, operationName, extensions } = sent;
  if (query === undefined || query === null || query === '') {
    return persisted(extensions, operationName);
  }
  const document = readDocument(query);
  const operation = document === null ? null : chosenOperation(document, operationName);
  if (document === null || operation === null) return unknown;
  const name = operation.name?.value;
  return {
    name:
      name === undefined ? hashedName('anonymous', document.shapeHash()) : operationNameOf(name),
    isSafe: operation.operation === OperationTypeNode.QUERY,
  };
}

/** For a document that the server knows by its hash, and Parallax does not. */
function persisted(extensions: unknown, operationName: unknown): AskedOperation {
  const known = isMembers(extensions) ? extensions['persistedQuery'] : undefined;
  const sha256 = isMembers(known) ? known['sha256Hash'] : undefined;
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/i.test(sha256)) return unknown;
  const isNamed = typeof operationName === 'string' && operationName !== '';
  const name = isNamed
    ? operationNameOf(operationName)
    : hashedName('persisted', sha256.toLowerCase());
  return { name, isSafe: null };
}

function parametersAsSent(parameters: URLSearchParams): Members {
  return {
    query: parameters.get('query'),
    operationName: parameters.get('operationName'),
    extensions: unambiguousJsonIn(parameters.get('extensions')),
  };
}

function sentIn(request: SentRequest): unknown {
  const type = fieldValue(request.head.fields, 'content-type')?.toLowerCase() ?? '';
  const text = request.text();
  return /^application\/graphql\s*(?:;|$)/.test(type) ? { query: text } : unambiguousJsonIn(text);
}

/** Whether the target of a POST requests something other than its body. */
function isContradicted(sent: unknown, parameters: URLSearchParams): boolean {
  if (parameters.has('query') || parameters.has('extensions')) return true;
  const named = parameters.get('operationName');
  return named !== null && (!isMembers(sent) || sent['operationName'] !== named);
}
