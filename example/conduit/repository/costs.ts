import type { Hono } from 'hono';
import { noSuch } from '../http/faults.ts';
import type { IdParser } from '../ids.ts';
import { dollars } from '../models.ts';
import { addUp, type Spend } from './spend.ts';
import type { SpendRepository } from './spend-repository.ts';
import type { VirtualKeyRepository } from './virtual-key-repository.ts';

interface Parts {
  readonly keys: VirtualKeyRepository;
  readonly spends: SpendRepository;
  readonly parseId: IdParser;
}

export function addCosts(app: Hono, { keys, spends, parseId }: Parts): void {
  app.get('/api/virtual-keys/:id/spend', async (context) => {
    const key = await keys.find(parseId(context.req.param('id')));
    if (key === null) throw noSuch('virtual key');
    return context.json({ virtualKeyId: key.id, ...view(await spends.ofKey(key.id)) });
  });

  app.get('/api/costs/summary', async (context) => {
    const team = context.req.query('team');
    const byModel = await spends.byModel(team);
    return context.json({
      team: team ?? null,
      ...view(addUp(byModel)),
      byModel: byModel.map(view),
      generatedAt: new Date().toISOString(),
    });
  });
}

function view<T extends Spend>({ costMicros, ...rest }: T) {
  return { ...rest, costUsd: dollars(costMicros) };
}
