import { z } from 'zod';
import { fieldKey } from '../../../vocabulary/evidence.ts';
import type { OperatorRecord } from '../../operator-record.ts';
import type { AnswerOf } from './answer-values.ts';

const signed = { atMs: z.number(), who: z.string(), reason: z.string() };
const named = { route: z.string(), field: z.string() };

export const operatorRecordAnswer = z.discriminatedUnion('action', [
  z.strictObject({ action: z.enum(['hold', 'release']), ...signed }),
  z.strictObject({
    action: z.literal('reset'),
    ...signed,
    epoch: z.string().describe('the epoch that it ended'),
  }),
  z.strictObject({ action: z.literal('accept'), ...signed, ...named, expiresAtMs: z.number() }),
  z.strictObject({ action: z.literal('withdraw'), ...signed, ...named }),
]);

/** An action of an operator in an answer of the API. */
export function operatorRecordView(record: OperatorRecord): AnswerOf<typeof operatorRecordAnswer> {
  const { atMs, who, why: reason } = record;
  const by = { atMs, who, reason };
  switch (record.action) {
    case 'hold':
    case 'release':
      return { action: record.action, ...by };
    case 'reset':
      return { action: record.action, ...by, epoch: record.epoch };
    case 'accept': {
      const { action, route, expiresAtMs } = record;
      return { action, ...by, route, field: fieldKey(record), expiresAtMs };
    }
    case 'withdraw':
      return { action: record.action, ...by, route: record.route, field: fieldKey(record) };
  }
}
