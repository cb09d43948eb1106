import type { Hono } from 'hono';
import { chatRequest } from '../chat/chat-request.ts';
import { respond } from '../chat/respond.ts';
import { bearerToken, disabledKey, refusedKey } from '../http/bearer-token.ts';
import { noSuch } from '../http/faults.ts';
import { readJson } from '../http/read-json.ts';
import { hashVirtualKey, mintId } from '../identity.ts';
import { priceOf } from '../models.ts';
import type { CostCalculator } from './cost-calculator.ts';
import type { RequestLogRepository } from './request-log-repository.ts';
import type { VirtualKeyRepository } from './virtual-key-repository.ts';

interface Parts {
  readonly keys: VirtualKeyRepository;
  readonly logs: RequestLogRepository;
  readonly costOf: CostCalculator;
  readonly seed: string;
}

export function addChat(app: Hono, { keys, logs, costOf, seed }: Parts): void {
  app.post('/v1/chat/completions', async (context) => {
    const key = keys.findByHash(hashVirtualKey(bearerToken(context)));
    if (key === null) throw refusedKey();
    if (!key.isEnabled) throw disabledKey();
    const request = await readJson(context, chatRequest);
    const price = priceOf(request.model);
    if (price === undefined) throw noSuch('model');

    return respond(context, request, ({ requestId, isStream, completion, latencyMs }) =>
      logs.add({
        id: mintId(seed, 'request-log', key.id, requestId),
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
