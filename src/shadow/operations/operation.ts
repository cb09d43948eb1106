import { batchOperation, otherOperation } from '../../vocabulary/operation-name.ts';

/** The operation of one request. */
export interface AskedOperation {
  readonly name: string;
  /** Whether it only reads; null if that depends on its method. */
  readonly isSafe: boolean | null;
}

/** The operations of an exchange. */
export interface Operation {
  /** Empty if the route has no operations. */
  readonly name: string;
  /** At least one; more for a batch. */
  readonly asked: readonly AskedOperation[];
}

export function operationOf(name: string, isSafe: boolean | null = null): Operation {
  return { name, asked: [{ name, isSafe }] };
}

/** For a route without operations. */
export const noOperations = operationOf('');
/** For a request that cannot be parsed: it is not known to be safe. */
export const unknownOperation = operationOf(otherOperation);

/** A longer batch is not parsed. */
const batchMax = 100;

/** The operation of a batch: that of all its requests, or `(batch)` if they differ. */
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
