import { batchOperation, otherOperation } from '../../vocabulary/operation-name.ts';

/** What one request asks of its route. */
export interface AskedOperation {
  readonly name: string;
  /** Whether it only reads; null if its method has to say. */
  readonly isSafe: boolean | null;
}

/** What an exchange asks of its route. */
export interface Operation {
  /** Empty if the route has no operations. */
  readonly name: string;
  /** At least one; more for a batch. */
  readonly asked: readonly AskedOperation[];
}

export function operationOf(name: string, isSafe: boolean | null = null): Operation {
  return { name, asked: [{ name, isSafe }] };
}

/** Of a route that has none. */
export const noOperations = operationOf('');
/** Of a request that is not understood: whatever it is, it is not known to be safe. */
export const unknownOperation = operationOf(otherOperation);

/** A longer batch is not looked into. */
const batchMax = 100;

/** The operation of a batch: that of all its requests, or `(batch)` where they are not for the same. */
export function operationOfBatch(
  requests: readonly unknown[],
  askedIn: (request: unknown) => AskedOperation,
): Operation {
  if (requests.length > batchMax) return operationOf(batchOperation, false);
  const asked = requests.map(askedIn);
  const [first] = asked;
  if (first === undefined) return unknownOperation;
  const isOne = asked.every(({ name }) => name === first.name);
  return { name: isOne ? first.name : batchOperation, asked };
}
