import type { Handler } from 'hono';
import { fieldKey } from '../../../vocabulary/evidence.ts';
import { failure, type Result, success } from '../../../vocabulary/result.ts';
import type { OperatorLog } from '../../gate/operator-log.ts';
import type { OperatorRecord } from '../../operator-record.ts';
import { problem } from '../problem.ts';

const limitDefault = 100;
const limitMax = 1000;

/** `GET /api/gate/log`: the actions of operators, newest first. */
export function gateLogEndpoint(operators: OperatorLog): Handler {
  return (context) => {
    const { value: limit, fault } = readLimit(context.req.queries());
    if (fault !== null) return problem(400, fault);
    return context.json(operators.latest(limit).map(operatorRecordView));
  };
}

export function operatorRecordView(record: OperatorRecord) {
  const { action, atMs, who, why: reason } = record;
  const signed = { action, atMs, who, reason };
  switch (record.action) {
    case 'hold':
    case 'release':
      return signed;
    case 'reset':
      return { ...signed, epoch: record.epoch };
    case 'accept':
      return {
        ...signed,
        route: record.route,
        field: fieldKey(record),
        expiresAtMs: record.expiresAtMs,
      };
    case 'withdraw':
      return { ...signed, route: record.route, field: fieldKey(record) };
  }
}

function readLimit(query: Readonly<Record<string, string[]>>): Result<number> {
  if (Object.keys(query).some((name) => name !== 'limit')) {
    return failure('The only parameter is limit.');
  }
  const [limit = String(limitDefault), ...more] = query.limit ?? [];
  if (more.length > 0) return failure('Each parameter may be given once.');
  if (!/^[1-9]\d{0,3}$/.test(limit) || Number(limit) > limitMax) {
    return failure(`limit is a whole number from 1 to ${limitMax}.`);
  }
  return success(Number(limit));
}
