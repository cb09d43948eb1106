import { seededRandom } from '../test/control/statistics/seeded-random.ts';

/** Request logs of an LLM gateway, as JSON of about so many bytes. */
export function logsOf(bytes: number, seed = 1): readonly Record<string, unknown>[] {
  const random = seededRandom(seed);
  const logs: Record<string, unknown>[] = [];
  for (let at = 0, size = 0; size < bytes; at += 1) {
    const log = {
      id: `${at.toString(16).padStart(8, '0')}-6be5-4f0e-9d5c-${Math.floor(random() * 1e12)}`,
      requestId: `req-${at}`,
      model: random() < 0.5 ? 'aurora-small' : 'breeze-mini',
      promptTokens: Math.floor(random() * 2000),
      completionTokens: Math.floor(random() * 500),
      costUsd: Math.floor(random() * 1e6) / 1e6,
      isStream: random() < 0.3,
      finishReason: 'stop',
      tags: ['chat', 'production'],
      error: null,
    };
    logs.push(log);
    size += JSON.stringify(log).length + 1;
  }
  return logs;
}

/** The same meaning in other bytes: members in another order, white space, one escape. */
export function respelt(value: unknown): string {
  return JSON.stringify(shuffled(value), null, 1).replaceAll('"stop"', String.raw`"st\u006fp"`);
}

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [key, shuffled(member)] as const);
  return Object.fromEntries(members.toReversed());
}
