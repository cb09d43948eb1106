import { operationNameOf, otherOperation } from '../../vocabulary/operation-name.ts';
import { isMembers } from '../identity/reading/json-scalars.ts';
import { type AskedOperation, type Operation, operationOfBatch } from './operation.ts';
import { type SentRequest, unambiguousJsonIn } from './sent-request.ts';

/** Names operations after the methods of JSON-RPC; only the config can state which of these only read. */
export function jsonRpcOperation(request: SentRequest): Operation {
  const sent = unambiguousJsonIn(request.text());
  return operationOfBatch(Array.isArray(sent) ? sent : [sent], askedBy);
}

function askedBy(call: unknown): AskedOperation {
  const method = isMembers(call) ? call['method'] : undefined;
  const name = typeof method === 'string' ? operationNameOf(method) : otherOperation;
  return { name, isSafe: null };
}
