import type { Handler } from 'hono';
import type { Done, GateOperations } from '../../gate/gate-operations.ts';
import { problem } from '../problem.ts';
import { operatorRecordView } from './gate-log.ts';
import { acceptInput, expiryOf, readInput, signedInput, withdrawInput } from './operator-input.ts';

/** `POST /api/gate/hold`, `DELETE /api/gate/hold` and `POST /api/gate/reset`. */
export function signedEndpoint(
  operations: GateOperations,
  action: 'hold' | 'release' | 'reset',
): Handler {
  return async (context) => {
    const read = await readInput(context, signedInput);
    if (read.fault !== null) return read.fault;
    return answer(operations[action](read.value));
  };
}

/** `POST /api/gate/accept` */
export function acceptEndpoint(operations: GateOperations): Handler {
  return async (context) => {
    const { value: input, fault } = await readInput(context, acceptInput);
    if (fault !== null) return fault;
    const expiresAtMs = expiryOf(input, Date.now());
    if (expiresAtMs === null) {
      return problem(400, 'expiresAt: write a time in the future, at most 90 days ahead.');
    }
    return answer(operations.accept(input, input, expiresAtMs));
  };
}

/** `DELETE /api/gate/accept` */
export function withdrawEndpoint(operations: GateOperations): Handler {
  return async (context) => {
    const read = await readInput(context, withdrawInput);
    if (read.fault !== null) return read.fault;
    return answer(operations.withdraw(read.value, read.value));
  };
}

function answer({ value: record, fault }: Done): Response {
  if (fault === null) return Response.json(operatorRecordView(record));
  return problem(fault.kind === 'conflict' ? 409 : 404, fault.detail);
}
