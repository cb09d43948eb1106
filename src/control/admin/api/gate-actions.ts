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
    if ('refusal' in read) return read.refusal;
    return answer(operations[action](read.input));
  };
}

/** `POST /api/gate/accept` */
export function acceptEndpoint(operations: GateOperations): Handler {
  return async (context) => {
    const read = await readInput(context, acceptInput);
    if ('refusal' in read) return read.refusal;
    const { input } = read;
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
    if ('refusal' in read) return read.refusal;
    return answer(operations.withdraw(read.input, read.input));
  };
}

function answer(done: Done): Response {
  if ('record' in done) return Response.json(operatorRecordView(done.record));
  const { kind, detail } = done.refusal;
  return problem(kind === 'conflict' ? 409 : 404, detail);
}
