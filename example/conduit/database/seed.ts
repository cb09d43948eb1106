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

const insertKey = 'INSERT INTO virtual_keys VALUES (?, ?, ?, ?, ?, 1, ?, 0, 0)';

/** All logs of a key with one statement: one for each log takes PostgreSQL seconds. */
const rowOfLog = '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';
const insertLogs = `INSERT INTO request_logs VALUES ${Array(logsPerKey).fill(rowOfLog).join(', ')}`;

/** Fills an empty database with what its seed stands for; leaves any other as it is. */
export async function seedDatabase({ database, seed, mintId }: Gateway): Promise<void> {
  if ((await database.get('SELECT 1 FROM virtual_keys LIMIT 1')) !== undefined) return;
  await database.inTransaction(async ({ run }) => {
    for (const team of seededTeams) {
      for (const keyName of keyNames) {
        const keyId = mintId('virtual_keys', team, keyName);
        const secret = secretOf(seed, team, keyName);
        await run(insertKey, keyId, team, keyName, ...secret, seededAt);
        const logs = Array.from({ length: logsPerKey }, (_, index) => {
          const requestId = `seed-${String(index).padStart(4, '0')}`;
          const id = mintId('request_logs', String(keyId), requestId);
          return [id, requestId, keyId, ...seededLog(`${team} ${keyName} ${requestId}`)];
        });
        await run(insertLogs, ...logs.flat());
      }
    }
  });
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
