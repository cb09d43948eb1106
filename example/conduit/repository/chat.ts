import type { Hono } from 'hono';
import { chatRequest } from '../chat/chat-request.ts';
import { respond } from '../chat/respond.ts';
import { bearerToken, disabledKey, refusedKey } from '../http/bearer-token.ts';
import { noSuch } from '../http/faults.ts';
import { readJson } from '../http/read-json.ts';
import { hashSecret } from '../identity.ts';
import type { IdMint } from '../ids.ts';
import { priceOf } from '../models.ts';
import type { CostCalculator } from './cost-calculator.ts';
import type { RequestLogRepository } from './request-log-repository.ts';
import type { VirtualKeyRepository } from './virtual-key-repository.ts';

interface Parts {
  readonly keys: VirtualKeyRepository;
  readonly logs: RequestLogRepository;
  readonly costOf: CostCalculator;
  readonly mintId: IdMint;
}

export function addChat(app: Hono, { keys, logs, costOf, mintId }: Parts): void {
  app.post('/v1/chat/completions', async (context) => {
    const key = await keys.findByHash(hashSecret(bearerToken(context)));
    if (key === null) throw refusedKey();
    if (!key.isEnabled) throw disabledKey();
    const request = await readJson(context, chatRequest);
    const price = priceOf(request.model);
    if (price === undefined) throw noSuch('model');

    return respond(context, request, ({ requestId, isStream, completion, latencyMs }) =>
      logs.add({
        id: mintId('request_logs', String(key.id), requestId),
        requestId,
        virtualKeyId: key.id,
        model: completion.model,
        isStream,
        ...completion.usage,
        costMicros: costOf(price, completion.usage),
        finishReason: completion.finishReason,
        latencyMs,
        createdAt: new Date().toISOString(),
      }),
    );
  });
}
