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
const logsPerKey = 120;
const seededAt = '2025-06-01T08:00:00.000Z';

/** Fills an empty database with what its seed stands for; leaves any other as it is. */
export function seedDatabase({ database, seed }: Gateway): void {
  if (database.prepare('SELECT 1 FROM virtual_keys LIMIT 1').get() !== undefined) return;
  const insertKey = database.prepare('INSERT INTO virtual_keys VALUES (?, ?, ?, ?, ?, 1, ?)');
  const insertLog = database.prepare(
    'INSERT INTO request_logs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  database.exec('BEGIN');
  for (const team of seededTeams) {
    for (const keyName of keyNames) {
      const virtualKeyId = mintId(seed, 'virtual-key', team, keyName);
      insertKey.run(virtualKeyId, team, keyName, ...secretOf(seed, team, keyName), seededAt);
      for (let index = 0; index < logsPerKey; index += 1) {
        insertLog.run(...seededLog(seed, virtualKeyId, `seed-${String(index).padStart(4, '0')}`));
      }
    }
  }
  database.exec('COMMIT');
}

function secretOf(seed: string, team: string, keyName: string): readonly string[] {
  const virtualKey = mintVirtualKey(seed, team, keyName);
  return [hashVirtualKey(virtualKey), prefixOf(virtualKey)];
}

/** The values of a row, in the order of the columns. */
function seededLog(
  seed: string,
  virtualKeyId: string,
  requestId: string,
): readonly (string | number)[] {
  const id = mintId(seed, 'request-log', virtualKeyId, requestId);
  const model = drawOne(modelNames, id, 'model');
  const usage = {
    promptTokens: 20 + Math.floor(draw(id, 'prompt') * 400),
    completionTokens: 10 + Math.floor(draw(id, 'completion') * 200),
  };
  const price = priceOf(model);
  return [
    id,
    requestId,
    virtualKeyId,
    model,
    draw(id, 'stream') < 0.5 ? 1 : 0,
    usage.promptTokens,
    usage.completionTokens,
    price === undefined ? 0 : costMicros(price, usage),
    'stop',
    5 + Math.floor(draw(id, 'latency') * 40),
    seededAt,
  ];
}
