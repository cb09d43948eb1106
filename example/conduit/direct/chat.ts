import type { Hono } from 'hono';
import { chatRequest } from '../chat/chat-request.ts';
import { respond } from '../chat/respond.ts';
import type { Gateway } from '../gateway.ts';
import { bearerToken, disabledKey, refusedKey } from '../http/bearer-token.ts';
import { noSuch } from '../http/faults.ts';
import { readJson } from '../http/read-json.ts';
import { hashSecret } from '../identity.ts';
import type { Id } from '../ids.ts';
import { costMicros, priceOf } from '../models.ts';

interface KeyRow {
  readonly id: Id;
  readonly isEnabled: number;
}

export function addChat(app: Hono, { database, mintId }: Gateway): void {
  app.post('/v1/chat/completions', async (context) => {
    const key = (await database.get(
      'SELECT id, is_enabled AS "isEnabled" FROM virtual_keys WHERE key_hash = ?',
      hashSecret(bearerToken(context)),
    )) as KeyRow | undefined;
    if (key === undefined) throw refusedKey();
    if (key.isEnabled !== 1) throw disabledKey();
    const request = await readJson(context, chatRequest);
    const price = priceOf(request.model);
    if (price === undefined) throw noSuch('model');

    return respond(context, request, async ({ requestId, isStream, completion, latencyMs }) => {
      // A request that is sent again under its id is logged, and paid for, once.
      await database.run(
        `INSERT INTO request_logs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT DO NOTHING`,
        mintId('request_logs', String(key.id), requestId),
        requestId,
        key.id,
        completion.model,
        isStream ? 1 : 0,
        completion.usage.promptTokens,
        completion.usage.completionTokens,
        costMicros(price, completion.usage),
        completion.finishReason,
        latencyMs,
        new Date().toISOString(),
      );
    });
  });
}
