import { draw, drawOne } from '../../draw.ts';
import type { Gateway } from '../gateway.ts';
import { hashSecret, mintVirtualKey, prefixOf } from '../identity.ts';
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
export function seedDatabase({ database, seed, mintId }: Gateway): void {
  if (database.prepare('SELECT 1 FROM virtual_keys LIMIT 1').get() !== undefined) return;
  const insertKey = database.prepare('INSERT INTO virtual_keys VALUES (?, ?, ?, ?, ?, 1, ?, 0, 0)');
  const insertLog = database.prepare(
    'INSERT INTO request_logs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  database.exec('BEGIN');
  for (const team of seededTeams) {
    for (const keyName of keyNames) {
      const virtualKeyId = mintId('virtual_keys', team, keyName);
      insertKey.run(virtualKeyId, team, keyName, ...secretOf(seed, team, keyName), seededAt);
      for (let index = 0; index < logsPerKey; index += 1) {
        const requestId = `seed-${String(index).padStart(4, '0')}`;
        const id = mintId('request_logs', String(virtualKeyId), requestId);
        const history = seededLog(`${team} ${keyName} ${requestId}`);
        insertLog.run(id, requestId, virtualKeyId, ...history);
      }
    }
  }
  database.exec('COMMIT');
}

function secretOf(seed: string, team: string, keyName: string): readonly string[] {
  const virtualKey = mintVirtualKey(seed, team, keyName, 0);
  return [hashSecret(virtualKey), prefixOf(virtualKey)];
}

/** What a call came to: the values of a row after its ids. The same under every seed. */
function seededLog(call: string): readonly (string | number)[] {
  const model = drawOne(modelNames, call, 'model');
  const usage = {
    promptTokens: 20 + Math.floor(draw(call, 'prompt') * 400),
    completionTokens: 10 + Math.floor(draw(call, 'completion') * 200),
  };
  const price = priceOf(model);
  return [
    model,
    draw(call, 'stream') < 0.5 ? 1 : 0,
    usage.promptTokens,
    usage.completionTokens,
    price === undefined ? 0 : costMicros(price, usage),
    'stop',
    5 + Math.floor(draw(call, 'latency') * 40),
    seededAt,
  ];
}
