import type { Hono } from 'hono';
import { noSuch } from '../http/faults.ts';
import { readPage } from '../http/page.ts';
import { dollars } from '../models.ts';
import type { RequestLog, RequestLogRepository } from './request-log-repository.ts';

export function addRequestLogs(app: Hono, { logs }: { logs: RequestLogRepository }): void {
  app.get('/api/request-logs', (context) => {
    const page = readPage(context);
    const keyId = context.req.query('virtualKeyId');
    const items = logs.list(keyId, page).map(view);
    return context.json({ items, total: logs.count(keyId), ...page });
  });

  app.get('/api/request-logs/:id', (context) => {
    const log = logs.find(context.req.param('id'));
    if (log === null) throw noSuch('request log');
    return context.json(view(log));
  });
}

function view({ costMicros, ...log }: RequestLog) {
  return { ...log, costUsd: dollars(costMicros) };
}
