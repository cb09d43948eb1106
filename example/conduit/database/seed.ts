import { draw, drawOne } from '../../draw.ts';
import type { Gateway } from '../gateway.ts';
import { hashVirtualKey, mintId, mintVirtualKey, prefixOf } from '../identity.ts';
import { costMicros, modelNames, priceOf } from '../models.ts';

/** The teams that exist from the start, each with some virtual keys and a history. */
export const seededTeams: readonly string[] = Array.from(
  { length: 16 },
  (_, index) => `team-${String(index + 1).padStart(2, '0')}`,
);

/** Not in alphabetical order, as nobody creates keys in that order. */
const keyNames = ['search', 'billing-bot', 'chat-widget', 'analytics', 'translator'];
const logsPerKey = 48;
const seededAt = '2025-06-01T08:00:00.000Z';

/** Fills an empty database with what its seed stands for; leaves any other as it is. */
export function seedDatabase({ database, seed }: Gateway): void {
  if (database.prepare('SELECT 1 FROM virtual_keys LIMIT 1').get() !== undefined) return;
  database.exec('BEGIN');
  for (const team of seededTeams) {
    for (const keyName of keyNames) {
      const virtualKeyId = insertKey({ database, seed }, team, keyName);
      for (let index = 0; index < logsPerKey; index += 1) {
        insertLog({ database, seed }, virtualKeyId, `seed-${String(index).padStart(4, '0')}`);
      }
    }
  }
  database.exec('COMMIT');
}

function insertKey({ database, seed }: Gateway, team: string, keyName: string): string {
  const id = mintId(seed, 'virtual-key', team, keyName);
  const virtualKey = mintVirtualKey(seed, team, keyName);
  database
    .prepare('INSERT INTO virtual_keys VALUES (?, ?, ?, ?, ?, 1, ?)')
    .run(id, team, keyName, hashVirtualKey(virtualKey), prefixOf(virtualKey), seededAt);
  return id;
}

function insertLog({ database, seed }: Gateway, virtualKeyId: string, requestId: string): void {
  const id = mintId(seed, 'request-log', virtualKeyId, requestId);
  const model = drawOne(modelNames, id, 'model');
  const usage = {
    promptTokens: 20 + Math.floor(draw(id, 'prompt') * 400),
    completionTokens: 10 + Math.floor(draw(id, 'completion') * 200),
  };
  const price = priceOf(model);
  const cost = price === undefined ? 0 : costMicros(price, usage);
  database
    .prepare('INSERT INTO request_logs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(
      id,
      requestId,
      virtualKeyId,
      model,
      draw(id, 'stream') < 0.5 ? 1 : 0,
      usage.promptTokens,
      usage.completionTokens,
      cost,
      'stop',
      5 + Math.floor(draw(id, 'latency') * 40),
      seededAt,
    );
}
