import type { Hono } from 'hono';
import { noSuch } from '../http/faults.ts';
import { readPage } from '../http/page.ts';
import type { IdParser } from '../ids.ts';
import { dollars } from '../models.ts';
import type { RequestLog, RequestLogRepository } from './request-log-repository.ts';

interface Parts {
  readonly logs: RequestLogRepository;
  readonly parseId: IdParser;
}

export function addRequestLogs(app: Hono, { logs, parseId }: Parts): void {
  app.get('/api/request-logs', async (context) => {
    const page = readPage(context);
    const keyText = context.req.query('virtualKeyId');
    const keyId = keyText === undefined ? undefined : parseId(keyText);
    const items = (await logs.list(keyId, page)).map(view);
    return context.json({ items, total: await logs.count(keyId), ...page });
  });

  app.get('/api/request-logs/:id', async (context) => {
    const log = await logs.find(parseId(context.req.param('id')));
    if (log === null) throw noSuch('request log');
    return context.json(view(log));
  });
}

function view({ costMicros, ...log }: RequestLog) {
  return { ...log, costUsd: dollars(costMicros) };
}
