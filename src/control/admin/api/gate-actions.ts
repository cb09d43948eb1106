import { failure, type Result, success } from '../../../vocabulary/result.ts';
import type { Done } from '../../gate/gate-operations.ts';
import { problem } from '../problem.ts';
import type { AnswerOf } from './answer-values.ts';
import { endpoint } from './endpoint.ts';
import { acceptInput, expiryOf, signedInput, withdrawInput } from './operator-input.ts';
import { operatorRecordAnswer, operatorRecordView } from './operator-record-view.ts';

/** `POST /api/gate/hold` */
export const holdEndpoint = signedEndpoint('hold');

/** `DELETE /api/gate/hold` */
export const releaseEndpoint = signedEndpoint('release');

/** `POST /api/gate/reset` */
export const resetEndpoint = signedEndpoint('reset');

function signedEndpoint(action: 'hold' | 'release' | 'reset') {
  return endpoint({
    input: signedInput,
    answer: operatorRecordAnswer,
    reply: ({ operations }, { input }) => replyOf(operations[action](input)),
  });
}

/** `POST /api/gate/accept` */
export const acceptEndpoint = endpoint({
  input: acceptInput,
  answer: operatorRecordAnswer,
  reply({ operations }, { input }) {
    const expiresAtMs = expiryOf(input, Date.now());
    if (expiresAtMs === null) {
      return failure(problem(400, 'expiresAt: write a time in the future, at most 90 days ahead.'));
    }
    return replyOf(operations.accept(input, input, expiresAtMs));
  },
});

/** `DELETE /api/gate/accept` */
export const withdrawEndpoint = endpoint({
  input: withdrawInput,
  answer: operatorRecordAnswer,
  reply: ({ operations }, { input }) => replyOf(operations.withdraw(input, input)),
});

function replyOf({
  value: record,
  fault,
}: Done): Result<AnswerOf<typeof operatorRecordAnswer>, Response> {
  if (fault === null) return success(operatorRecordView(record));
  return failure(problem(fault.kind === 'conflict' ? 409 : 404, fault.detail));
}
