import { z } from 'zod';
import { success } from '../../../vocabulary/result.ts';
import { endpoint } from './endpoint.ts';
import { operatorRecordAnswer, operatorRecordView } from './operator-record-view.ts';
import { limitParameter } from './query-values.ts';

/** `GET /api/gate/log` */
export const gateLogEndpoint = endpoint({
  query: z.strictObject({ limit: limitParameter({ unlessGiven: 100, max: 1000 }) }),
  answer: z.array(operatorRecordAnswer),
  reply: ({ operators }, { query }) =>
    success(operators.latest(query.limit).map(operatorRecordView)),
});
