import { compilePathValues } from '../../config/filter/path-values.ts';
import { noOperation, operationNameOf, otherOperation } from '../../vocabulary/operation-name.ts';
import { fieldValue } from '../../vocabulary/raw-head.ts';
import { createWalkBudget } from '../../vocabulary/walk-budget.ts';
import { type Operation, operationOf } from './operation.ts';
import { jsonIn, type SentRequest } from './sent-request.ts';

/** Requests are small, and there are many. */
const pathLimits = { nodesMax: 100_000, msMax: 20 };

/**
 * Names operations after a value in the body.
 *
 * @param path an RFC 9535 query
 * @throws an error whose message can be shown, if the path is invalid
 */
export function operationByPath(path: string): (request: SentRequest) => Operation {
  const valuesAt = compilePathValues(path);
  return (request) => {
    const document = jsonIn(request.text());
    if (document === undefined) return operationOf(otherOperation);
    const values = valuesAt(document, createWalkBudget(pathLimits));
    if (values === null) return operationOf(otherOperation);
    const [first, ...more] = values.map(nameOf);
    const isOne = more.every((name) => name === first);
    return operationOf(first === undefined ? noOperation : isOne ? first : otherOperation);
  };
}

/** Numbers are counts and ids, of which there are too many. */
function nameOf(value: unknown): string {
  if (typeof value === 'string') return operationNameOf(value);
  return typeof value === 'boolean' || value === null ? String(value) : otherOperation;
}

/** @param header in lower case */
export function operationByHeader(header: string): (request: SentRequest) => Operation {
  return ({ head }) => {
    const value = fieldValue(head.fields, header);
    return operationOf(value === undefined ? noOperation : operationNameOf(value));
  };
}
